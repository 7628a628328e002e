using System.Text;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Fakes;

/// <summary>
/// A database server in memory, with PostgreSQL's habits: an expired account gets the answer of a wrong password, a lock
/// is held per database and dies with its session, a session stays open when the password of its account changes. It is
/// safe for many callers at once, and tests can stand between any two of its calls.
/// </summary>
public sealed class InMemoryTarget : IRotationTarget
{
    /// <summary>The bytes a name may have.</summary>
    public const int NameLimit = 63;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, InMemoryAccount> _accounts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reserved = new(StringComparer.Ordinal);
    private readonly Dictionary<(string? Database, string Account), AccountLock> _locks = [];
    private readonly List<InMemorySession> _sessions = [];
    private readonly List<LoginAttempt> _logins = [];
    private readonly List<PlannedFailure> _failures = [];
    private readonly List<Password> _expected = [];

    /// <param name="time">The clock of expiry and of waiting for locks; the system's where it is left out.</param>
    public InMemoryTarget(TimeProvider? time = null) => Time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public IReadOnlyList<string> Engines { get; } = ["postgres", "memory"];

    /// <inheritdoc/>
    public int DefaultPort => 5432;

    /// <inheritdoc/>
    public string? DefaultDatabase => "postgres";

    /// <inheritdoc/>
    public string DefaultExcludeCharacters => ":/@\"'\\";

    /// <inheritdoc/>
    public IReadOnlyList<CloneMode> CloneModes { get; set; } = [CloneMode.ActAs, CloneMode.Member, CloneMode.SharedOwner, CloneMode.Existing];

    /// <summary>Runs before every call, outside the server's gate; what it throws is what the caller sees, and nothing has happened.</summary>
    public Func<TargetCall, CancellationToken, Task>? Before { get; set; }

    /// <summary>Runs after every call that succeeded; what it throws is what the caller sees, though the work is done.</summary>
    public Func<TargetCall, CancellationToken, Task>? After { get; set; }

    /// <summary>Says which new passwords the server's policy refuses.</summary>
    public Func<Password, bool> RejectPassword { get; set; } = _ => false;

    /// <summary>Says which new passwords are known to be unfit without asking the server.</summary>
    public Func<Password, bool> IsUnfit { get; set; } = _ => false;

    /// <summary>Whether the server can hold an account's last password beside the new one.</summary>
    public bool KeepsLastPassword { get; set; }

    /// <summary>Whether the server has locks for accounts.</summary>
    public bool LocksAccounts { get; set; } = true;

    /// <summary>What every session has to say of the server.</summary>
    public IReadOnlyList<string> Remarks { get; set; } = [];

    /// <summary>Says on which hosts nothing listens; on all others this server does.</summary>
    public Func<string, bool> IsUnreachable { get; set; } = _ => false;

    /// <summary>All logins so far, in order.</summary>
    public IReadOnlyList<LoginAttempt> Logins
    {
        get
        {
            lock (_gate)
            {
                return [.. _logins];
            }
        }
    }

    /// <summary>The passwords that sessions were told to expect, in order.</summary>
    public IReadOnlyList<Password> ExpectedPasswords
    {
        get
        {
            lock (_gate)
            {
                return [.. _expected];
            }
        }
    }

    /// <summary>The names of all accounts, in order.</summary>
    public IReadOnlyList<string> AccountNames
    {
        get
        {
            lock (_gate)
            {
                return [.. _accounts.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>How many sessions are open.</summary>
    public int OpenSessions
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count;
            }
        }
    }

    internal TimeProvider Time { get; }

    /// <summary>Takes note of a password that is likely to be set.</summary>
    internal void Expect(Password password)
    {
        lock (_gate)
        {
            _expected.Add(password);
        }
    }

    /// <summary>Adds an account, or replaces the one of that name.</summary>
    public InMemoryAccount AddAccount(string name, string password, bool superuser = false)
    {
        var account = new InMemoryAccount(name, password) { IsSuperuser = superuser };
        lock (_gate)
        {
            _accounts[name] = account;
        }

        return account;
    }

    /// <summary>The account of a name; null where there is none.</summary>
    public InMemoryAccount? Find(string name)
    {
        lock (_gate)
        {
            return _accounts.GetValueOrDefault(name);
        }
    }

    /// <summary>Removes an account.</summary>
    public void RemoveAccount(string name)
    {
        lock (_gate)
        {
            _accounts.Remove(name);
        }
    }

    /// <summary>Whether a login would succeed at this instant; it leaves no line in the log and passes no hook.</summary>
    public bool Accepts(string name, string password)
    {
        lock (_gate)
        {
            return _accounts.TryGetValue(name, out var account) && !account.IsLocked && PasswordHolds(account, password);
        }
    }

    /// <summary>Makes the next call of one kind fail, once, before it does anything or after all is done.</summary>
    public void FailNext(TargetOperation operation, FailureKind kind, bool afterTheWork = false, bool isWorthRepeating = false)
    {
        lock (_gate)
        {
            _failures.Add(new PlannedFailure(operation, kind, afterTheWork, isWorthRepeating));
        }
    }

    /// <summary>Cuts the open sessions of one user, or of all: their locks are free, their next call fails.</summary>
    public void CutSessions(string? user = null)
    {
        lock (_gate)
        {
            foreach (var session in _sessions.Where(open => user is null || open.Login.User.Value == user).ToList())
            {
                End(session);
            }
        }
    }

    /// <inheritdoc/>
    public void CheckName(AccountName name)
    {
        if (Encoding.UTF8.GetByteCount(name.Value) > NameLimit)
        {
            throw InMemoryFailures.NameTooLong(name.Value);
        }
    }

    /// <inheritdoc/>
    public void CheckNewPassword(AccountName account, Password password)
    {
        if (IsUnfit(password))
        {
            throw InMemoryFailures.PasswordRejected(account.Value);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser) =>
        superuser is null ? [] : [$"let {superuser} manage {account}"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Preview(AccountChange change) => change switch
    {
        AccountChange.OwnPassword own => [$"change own password of {own.Account} to '********'"],
        AccountChange.Reset reset => [$"reset password of {reset.Account} to '********'"],
        AccountChange.EnsureClone clone =>
            [$"ensure clone {clone.Terms.Accounts.CloneUser} of {clone.Terms.Accounts.BaseUser} as {clone.Terms.Mode}{(clone.SetsPassword ? " with '********'" : "")}"],
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    /// <inheritdoc/>
    public async Task<ITargetSession> LogInAsync(Login login, CancellationToken cancellationToken)
    {
        var user = login.User.Value;
        var session = new InMemorySession(this, login);
        try
        {
            await RunAsync(new TargetCall(TargetOperation.LogIn, user, user), () => Admit(session), cancellationToken);
            return session;
        }
        catch
        {
            End(session);
            throw;
        }
    }

    /// <summary>Passes a call through the hooks and planned failures, and does its work as one step.</summary>
    internal async Task RunAsync(TargetCall call, Action work, CancellationToken cancellationToken)
    {
        await ArriveAsync(call, cancellationToken);
        AsOneStep(work);
        await AnswerAsync(call, cancellationToken);
    }

    /// <summary>What happens to a call before its work.</summary>
    internal async Task ArriveAsync(TargetCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Before is { } before)
        {
            await before(call, cancellationToken);
        }

        ThrowPlanned(call, afterTheWork: false);
    }

    /// <summary>Does work that no other call can see half done.</summary>
    internal void AsOneStep(Action work)
    {
        lock (_gate)
        {
            work();
        }
    }

    /// <summary>What happens to a call once its work is done.</summary>
    internal async Task AnswerAsync(TargetCall call, CancellationToken cancellationToken)
    {
        ThrowPlanned(call, afterTheWork: true);
        if (After is { } after)
        {
            await after(call, cancellationToken);
        }
    }

    /// <summary>The account of a name. Only from within the work of a call.</summary>
    internal InMemoryAccount Existing(string name) =>
        _accounts.GetValueOrDefault(name) ?? throw InMemoryFailures.NotFound(name);

    /// <summary>The lock of an account. Only from within the work of a call.</summary>
    internal AccountLock LockOf(string? database, string account)
    {
        if (!_locks.TryGetValue((database, account), out var found))
        {
            _locks.Add((database, account), found = new AccountLock());
        }

        return found;
    }

    /// <summary>Keeps a name free for an account that is being made. Only from within the work of a call.</summary>
    internal void Reserve(string name)
    {
        if (_accounts.ContainsKey(name) || !_reserved.Add(name))
        {
            throw InMemoryFailures.Exists(name);
        }
    }

    /// <summary>Gives a reserved name up. Only from within the work of a call.</summary>
    internal void Release(string name) => _reserved.Remove(name);

    /// <summary>Adds or replaces an account. Only from within the work of a call.</summary>
    internal void Store(InMemoryAccount account) => _accounts[account.Name] = account;

    /// <summary>Ends a session and whatever it holds.</summary>
    internal void End(InMemorySession session)
    {
        lock (_gate)
        {
            session.IsOpen = false;
            _sessions.Remove(session);
            ReleaseLocks(session);
        }
    }

    /// <summary>Takes a session out of every lock. Only from within the work of a call.</summary>
    internal void ReleaseLocks(InMemorySession session)
    {
        foreach (var held in _locks.Values)
        {
            held.Leave(session);
        }
    }

    /// <summary>Takes a session out of the queue of a lock; false where it got the lock at the last moment.</summary>
    internal bool GiveUpWaiting(AccountLock contested, InMemorySession session)
    {
        lock (_gate)
        {
            if (contested.IsHeldBy(session))
            {
                return false;
            }

            contested.Leave(session);
            return true;
        }
    }

    private void Admit(InMemorySession session)
    {
        var (server, user) = (session.Login.Server, session.Login.User.Value);
        if (IsUnreachable(server.Host))
        {
            throw InMemoryFailures.Unreachable(server);
        }

        var known = _accounts.TryGetValue(user, out var account) && PasswordHolds(account, session.Login.Password.Reveal());
        var succeeded = known && !account!.IsLocked;
        _logins.Add(new LoginAttempt(user, succeeded));
        if (!succeeded)
        {
            throw known ? InMemoryFailures.Locked(user) : InMemoryFailures.LoginFailed(user);
        }

        session.MustChangePassword = account!.MustChangePassword;
        session.IsOpen = true;
        _sessions.Add(session);
    }

    private bool PasswordHolds(InMemoryAccount account, string password) =>
        (account.Password == password || account.RetainedPassword == password) && !(account.ExpiresAt <= Time.GetUtcNow());

    private void ThrowPlanned(TargetCall call, bool afterTheWork)
    {
        lock (_gate)
        {
            var planned = _failures.Find(failure => failure.Operation == call.Operation && failure.AfterTheWork == afterTheWork);
            if (planned is not null)
            {
                _failures.Remove(planned);
                throw InMemoryFailures.Asked(planned.Kind, call, planned.IsWorthRepeating);
            }
        }
    }

    private sealed record PlannedFailure(TargetOperation Operation, FailureKind Kind, bool AfterTheWork, bool IsWorthRepeating);
}
