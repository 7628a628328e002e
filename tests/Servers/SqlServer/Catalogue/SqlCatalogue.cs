using System.Collections.Concurrent;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>
/// A server look-alike for tests: it parses T-SQL with SQL Server's own grammar and runs it on a catalogue of logins, users, roles and permissions.
/// What it does not know it refuses, and notes in <see cref="Unknown"/>.
/// </summary>
public sealed class SqlCatalogue : ISqlEngine
{
    /// <summary>What the server calls itself.</summary>
    public const string ServerName = "CATALOGUE";

    private readonly ConcurrentQueue<string> _unknown = new();
    private readonly ConcurrentQueue<ReceivedBatch> _batches = new();
    private readonly List<CatalogueSession> _sessions = [];
    private short _lastSpid = 50;
    private ServerModel? _committed;

    /// <summary>Sets the server up with its installation's databases and roles.</summary>
    /// <param name="administratorPassword">The password of sa.</param>
    /// <param name="flavour">Whose rules it plays by.</param>
    /// <param name="clock">Its clock; null for the system's.</param>
    public SqlCatalogue(string administratorPassword, SqlFlavour flavour = SqlFlavour.SqlServer2022, TimeProvider? clock = null)
    {
        Flavour = flavour;
        Clock = clock ?? TimeProvider.System;
        Model = NewServer.Create(administratorPassword, flavour, Clock.GetUtcNow().UtcDateTime);
    }

    /// <summary>Gets whose rules it plays by.</summary>
    public SqlFlavour Flavour { get; }

    /// <summary>Gets its clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Gets the password policy of its machine.</summary>
    public PasswordPolicy Policy { get; } = new();

    /// <summary>Gets what it was asked for and does not know; a test with anything in here has failed.</summary>
    public IReadOnlyCollection<string> Unknown => _unknown;

    /// <summary>Gets every batch that arrived, with its arguments.</summary>
    public IReadOnlyCollection<ReceivedBatch> Batches => _batches;

    internal string Version => Flavour == SqlFlavour.AzureSqlDatabase
        ? "Microsoft SQL Azure (RTM) - 12.0.2000.8"
        : "Microsoft SQL Server 2022 (RTM) - 16.0.1000.6 (X64)";

    internal ServerModel Model { get; set; }

    internal object Gate { get; } = new();

    internal ApplicationLocks Locks { get; } = new();

    internal CatalogueSession? Writer { get; private set; }

    /// <summary>Gets the model and, while a transaction changes it, what the others see: a login changes both.</summary>
    internal IReadOnlyList<ServerModel> Models => _committed is null ? [Model] : [Model, _committed];

    internal IReadOnlyList<CatalogueSession> Sessions
    {
        get
        {
            lock (Gate)
            {
                return [.. _sessions];
            }
        }
    }

    /// <inheritdoc/>
    public ISqlSession LogIn(SqlLoginRequest request)
    {
        lock (Gate)
        {
            var (caller, database) = new LoginCheck(this, Current(null)).Decide(request);
            return Open(caller, database, request.ApplicationName, request.IsEncrypted);
        }
    }

    /// <summary>Runs a batch as sa, to set a test up or to look at what it left.</summary>
    /// <param name="batch">The T-SQL text.</param>
    /// <param name="database">The database to run it in.</param>
    /// <exception cref="InvalidOperationException">The batch fails.</exception>
    public async Task<SqlAnswer> RunAsync(string batch, string database = "master")
    {
        CatalogueSession session;
        lock (Gate)
        {
            session = Open(new Caller(1, null, null, "sa"), database, "set-up", isEncrypted: true);
        }

        using (session)
        {
            var answer = await session.ExecuteAsync(batch, [], CancellationToken.None).ConfigureAwait(false);
            return answer.Messages.FirstOrDefault(message => message.Class > 10) is { } error
                ? throw new InvalidOperationException($"{error.Number}: {error.Message}")
                : answer;
        }
    }

    /// <summary>Sets a securable up that no statement here creates, such as an assembly or a certificate.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="securableClass">Its class in sys.database_permissions.</param>
    /// <param name="name">Its name.</param>
    /// <returns>Its id.</returns>
    public int AddSecurable(string database, byte securableClass, string name)
    {
        lock (Gate)
        {
            var owner = Model.Database(database) ?? throw new ArgumentException($"There is no database '{database}'.", nameof(database));
            var id = 65536 + owner.Others.Count;
            owner.Others.Add(new OtherSecurable(securableClass, id, name, 1, 1));
            return id;
        }
    }

    internal ServerModel Current(CatalogueSession? session) => Writer is null || Writer == session ? Model : _committed!;

    internal void Note(UnknownToCatalogueException unknown) => _unknown.Enqueue(unknown.Message);

    internal void Note(ReceivedBatch batch) => _batches.Enqueue(batch);

    /// <summary>Makes a session's transaction the one that changes the model; what it was before stays for the others.</summary>
    internal void StartWriting(CatalogueSession session)
    {
        if (Writer is null)
        {
            _committed = Model.Copy();
            Writer = session;
        }
    }

    internal void RollBackTo(CatalogueSession session, ServerModel saved)
    {
        if (Writer == session)
        {
            Model = saved.Copy();
        }
    }

    internal void EndWriting(CatalogueSession session, bool isCommitted)
    {
        if (Writer != session)
        {
            return;
        }

        Model = isCommitted ? Model : _committed!;
        Writer = null;
        _committed = null;
    }

    internal void Close(CatalogueSession session)
    {
        lock (Gate)
        {
            EndWriting(session, isCommitted: false);
            _sessions.Remove(session);
        }

        Locks.ReleaseAll(session);
    }

    private CatalogueSession Open(Caller caller, string database, string? application, bool isEncrypted)
    {
        var session = new CatalogueSession(this, ++_lastSpid, caller, database, application, isEncrypted);
        _sessions.Add(session);
        return session;
    }
}
