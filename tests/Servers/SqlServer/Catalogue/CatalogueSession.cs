using System.Globalization;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A connection to the catalogue.</summary>
internal sealed class CatalogueSession : ISqlSession
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Stack<Dictionary<string, object?>> _variables = new();
    private TaskCompletionSource _transactionEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosed;

    public CatalogueSession(SqlCatalogue catalogue, short spid, Caller caller, string database, string? applicationName, bool isEncrypted)
    {
        Catalogue = catalogue;
        Spid = spid;
        Caller = caller;
        Database = database;
        ApplicationName = applicationName;
        IsEncrypted = isEncrypted;
        LoggedIn = catalogue.Clock.GetUtcNow().UtcDateTime;
        Ended = _ended.Token;
    }

    public SqlCatalogue Catalogue { get; }

    public short Spid { get; }

    public Caller Caller { get; }

    public string Database { get; set; }

    public string? ApplicationName { get; }

    public bool IsEncrypted { get; }

    public DateTime LoggedIn { get; }

    public CancellationToken Ended { get; }

    public int TransactionCount { get; set; }

    public int LockTimeout { get; set; } = -1;

    public bool XactAbort { get; set; }

    public int LastError { get; set; }

    public int RowCount { get; set; }

    /// <summary>Gets or sets the error that the CATCH block in progress deals with.</summary>
    public SqlError? Caught { get; set; }

    /// <summary>Gets what the model was at the savepoints of the transaction.</summary>
    public Dictionary<string, ServerModel> Savepoints { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets what ends with the transaction in progress.</summary>
    public Task TransactionEnded => _transactionEnded.Task;

    public object? Variable(string name) => _variables.Peek().TryGetValue(name, out var value)
        ? value
        : throw Errors.Of(137, $"Must declare the scalar variable \"{name}\".", 15, 2, endsBatch: true);

    public void SetVariable(string name, object? value)
    {
        _ = Variable(name);
        _variables.Peek()[name] = value;
    }

    public void Declare(string name, object? value)
    {
        if (!_variables.Peek().TryAdd(name, value))
        {
            throw Errors.Of(134, $"The variable name '{name}' has already been declared.", 15, 1, endsBatch: true);
        }
    }

    public void EnterScope() => _variables.Push(new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase));

    public void LeaveScope() => _variables.Pop();

    /// <summary>What a statement is run on now; the catalogue's gate must be held.</summary>
    public StatementContext Context()
    {
        var server = Catalogue.Current(this);
        var access = new Access(server, Caller);
        var database = server.Database(Database) ?? throw Errors.NoDatabase(Database);
        return new StatementContext(Catalogue, this, server, database, access);
    }

    public async Task<SqlAnswer> ExecuteAsync(string batch, IReadOnlyList<SqlArgument> arguments, CancellationToken cancellationToken)
    {
        Catalogue.Note(new ReceivedBatch(batch, arguments));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Ended);
        var run = new BatchRun(this);
        Dictionary<string, object?> outputs = new(StringComparer.OrdinalIgnoreCase);
        var database = Database;
        EnterScope();
        try
        {
            foreach (var argument in arguments)
            {
                Declare(argument.Name, argument.Value);
            }

            await run.RunAsync(batch, either.Token).ConfigureAwait(false);
            foreach (var argument in arguments.Where(argument => argument.IsOutput))
            {
                outputs[argument.Name] = Variable(argument.Name);
            }

            if (run.ReturnValue is { } value)
            {
                outputs["@RETURN_VALUE"] = value;
            }
        }
        finally
        {
            LeaveScope();

            // A batch with arguments is one of sp_executesql, and what USE changes inside ends with it.
            Database = arguments.Count > 0 ? database : Database;
        }

        return new SqlAnswer(run.Results, run.Messages, outputs);
    }

    /// <summary>Ends the connection from the server's side, as KILL does.</summary>
    public void Kill()
    {
        Close();
        _ended.Cancel();
    }

    public void EndTransaction(bool isCommitted)
    {
        TransactionCount = 0;
        Savepoints.Clear();
        Catalogue.EndWriting(this, isCommitted);
        Catalogue.Locks.ReleaseTransaction(this);
        Announce();
    }

    public void Dispose()
    {
        Close();
        _ended.Dispose();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"session {Spid} of {Caller.Name}");

    private void Close()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            Catalogue.Close(this);
            Announce();
        }
    }

    private void Announce()
    {
        var ended = Interlocked.Exchange(ref _transactionEnded, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        ended.SetResult();
    }
}
