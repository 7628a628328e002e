using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Runs a batch: parses it and runs its statements one by one.</summary>
/// <param name="session">The connection.</param>
internal sealed class BatchRun(CatalogueSession session)
{
    private const int NotKnownError = 50404;
    private bool _isReturned;

    public List<SqlResultSet> Results { get; } = [];

    public List<SqlError> Messages { get; } = [];

    /// <summary>Gets or sets what the last procedure returned whose value no variable took.</summary>
    public int? ReturnValue { get; set; }

    public CatalogueSession Session { get; } = session;

    private SqlCatalogue Catalogue => Session.Catalogue;

    public async Task RunAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await RunTextAsync(text, cancellationToken).ConfigureAwait(false);
        }
        catch (StatementFailedException failure)
        {
            Messages.Add(failure.Error);
            AbortTransaction();
        }
        catch (UnknownToCatalogueException unknown)
        {
            Catalogue.Note(unknown);
            Messages.Add(new SqlError(NotKnownError, 16, 1, unknown.Message));
            AbortTransaction();
        }
    }

    /// <summary>Runs a text inside this batch, as EXEC does.</summary>
    public async Task RunTextAsync(string text, CancellationToken cancellationToken)
    {
        var fragment = new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(text), out var errors);
        if (errors.Count > 0)
        {
            throw new StatementFailedException(new SqlError(102, 15, 1, errors[0].Message, errors[0].Line), endsBatch: true);
        }

        foreach (var batch in ((TSqlScript)fragment).Batches)
        {
            await RunListAsync(batch.Statements, isInTry: false, cancellationToken).ConfigureAwait(false);
        }

        _isReturned = false;
    }

    public async Task RunListAsync(IList<TSqlStatement> statements, bool isInTry, CancellationToken cancellationToken)
    {
        foreach (var statement in statements)
        {
            if (_isReturned)
            {
                return;
            }

            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await RunAsync(statement, isInTry, cancellationToken).ConfigureAwait(false);
                Session.LastError = 0;
            }
            catch (StatementFailedException failure) when (!isInTry && !failure.EndsBatch && !Session.XactAbort)
            {
                Session.LastError = failure.Error.Number;
                Messages.Add(failure.Error with { Line = statement.StartLine });
            }
        }
    }

    /// <summary>Runs what changes nothing.</summary>
    public T Read<T>(Func<StatementContext, T> read)
    {
        lock (Catalogue.Gate)
        {
            return read(Session.Context());
        }
    }

    /// <summary>Runs what changes the model: alone, wholly or not at all.</summary>
    public async Task WriteAsync(Action<StatementContext> write, CancellationToken cancellationToken)
    {
        var limit = Session.LockTimeout < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Session.LockTimeout);
        using var timeout = new CancellationTokenSource(limit, Catalogue.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        while (true)
        {
            Task ended;
            lock (Catalogue.Gate)
            {
                if (Catalogue.Writer is not { } other || other == Session)
                {
                    WriteNow(write);
                    return;
                }

                ended = other.TransactionEnded;
            }

            try
            {
                await ended.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Errors.LockTimeout();
            }
        }
    }

    private void WriteNow(Action<StatementContext> write)
    {
        if (Session.TransactionCount > 0)
        {
            Catalogue.StartWriting(Session);
        }

        var before = Catalogue.Model.Copy();
        try
        {
            write(Session.Context());
        }
        catch
        {
            Catalogue.Model = before;
            throw;
        }
    }

    private void AbortTransaction()
    {
        if (Session.XactAbort)
        {
            lock (Catalogue.Gate)
            {
                Session.EndTransaction(isCommitted: false);
            }
        }
    }

    private async Task RunAsync(TSqlStatement statement, bool isInTry, CancellationToken cancellationToken)
    {
        switch (statement)
        {
            case BeginEndBlockStatement block:
                await RunListAsync(block.StatementList.Statements, isInTry, cancellationToken).ConfigureAwait(false);
                break;
            case IfStatement choice:
                await ChooseAsync(choice, isInTry, cancellationToken).ConfigureAwait(false);
                break;
            case TryCatchStatement attempt:
                await TryAsync(attempt, isInTry, cancellationToken).ConfigureAwait(false);
                break;
            case ExecuteStatement execute:
                await new Execution(this).RunAsync(execute.ExecuteSpecification, cancellationToken).ConfigureAwait(false);
                break;
            case ReturnStatement:
                _isReturned = true;
                break;
            case ThrowStatement thrown:
                throw Read(context => Thrown(thrown, new Expressions(context)));
            case SelectStatement select:
                Select(select);
                break;
            default:
                if (!SessionStatements.Run(statement, this))
                {
                    await WriteAsync(context => ModelStatements.Run(statement, context, this), cancellationToken).ConfigureAwait(false);
                }

                break;
        }
    }

    private async Task ChooseAsync(IfStatement choice, bool isInTry, CancellationToken cancellationToken)
    {
        var isTrue = Read(context => new Predicates(new Expressions(context)).IsTrue(choice.Predicate, null));
        if ((isTrue ? choice.ThenStatement : choice.ElseStatement) is { } chosen)
        {
            await RunListAsync([chosen], isInTry, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TryAsync(TryCatchStatement attempt, bool isInTry, CancellationToken cancellationToken)
    {
        try
        {
            await RunListAsync(attempt.TryStatements.Statements, isInTry: true, cancellationToken).ConfigureAwait(false);
        }
        catch (StatementFailedException failure)
        {
            var before = Session.Caught;
            Session.Caught = failure.Error;
            await RunListAsync(attempt.CatchStatements.Statements, isInTry, cancellationToken).ConfigureAwait(false);
            Session.Caught = before;
        }
    }

    private StatementFailedException Thrown(ThrowStatement thrown, Expressions expressions) => thrown.ErrorNumber is null
        ? new StatementFailedException(Session.Caught ?? throw Errors.Of(10704, "To rethrow an error, a THROW statement must be used inside a CATCH block."), endsBatch: true)
        : Errors.Of(
            Convert.ToInt32(expressions.Value(thrown.ErrorNumber, null), System.Globalization.CultureInfo.InvariantCulture),
            (string)expressions.Value(thrown.Message, null)!,
            endsBatch: true);

    private void Select(SelectStatement select)
    {
        if (select.Into is not null)
        {
            throw new UnknownToCatalogueException("SELECT INTO");
        }

        var relation = Read(context =>
        {
            foreach (var common in select.WithCtesAndXmlNamespaces?.CommonTableExpressions ?? [])
            {
                var table = new Query(context).Run(common.QueryExpression, null);
                context.Named[common.ExpressionName.Value] = common.Columns.Count == 0
                    ? table
                    : table with { Columns = [.. table.Columns.Select((column, index) => column with { Name = common.Columns[index].Value })] };
            }

            return new Query(context).Run(select.QueryExpression, null);
        });
        Session.RowCount = relation.Rows.Count;
        if (!IsAssignment(select.QueryExpression))
        {
            Results.Add(new SqlResultSet([.. relation.Columns.Select(column => new SqlColumn(column.Name, column.Type))], relation.Rows));
        }
    }

    private static bool IsAssignment(QueryExpression expression) =>
        expression is QuerySpecification specification && specification.SelectElements[0] is SelectSetVariable;
}
