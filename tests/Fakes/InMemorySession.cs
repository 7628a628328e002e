using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Fakes;

/// <summary>One connection to the in-memory server.</summary>
internal sealed class InMemorySession(InMemoryTarget server, Login login) : ITargetSession
{
    private const string ServerScope = "server";

    public Login Login { get; } = login;

    /// <inheritdoc/>
    public bool IsEncrypted => Login.Server.Ssl is not false;

    /// <summary>Whether the connection lives; the server sets it under its gate.</summary>
    public bool IsOpen { get; set; }

    private string User => Login.User.Value;

    public async Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken)
    {
        AccountLock contested = null!;
        var entered = Task.CompletedTask;
        await RunAsync(TargetOperation.Lock, baseAccount, () =>
        {
            contested = server.LockOf(Login.Server.Database, baseAccount.Value);
            entered = contested.Enter(this);
        }, cancellationToken);

        try
        {
            await entered.WaitAsync(wait, server.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            if (server.GiveUpWaiting(contested, this))
            {
                throw InMemoryFailures.LockBusy(baseAccount.Value);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (server.GiveUpWaiting(contested, this))
            {
                throw;
            }
        }
        catch (OperationCanceledException)
        {
            throw InMemoryFailures.ConnectionCut(Login.Server);
        }
    }

    public async Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken)
    {
        AccountDescription? description = null;
        await RunAsync(TargetOperation.Describe, name, () =>
        {
            if (server.Find(name.Value) is { } account)
            {
                var cloneOf = account.CloneOf is { } original ? new AccountName(original) : null;
                description = new AccountDescription(name, !account.IsLocked, account.ExpiresAt, cloneOf);
            }
        }, cancellationToken);
        return description;
    }

    public Task CheckSuperuserAsync(AccountName account, CancellationToken cancellationToken) =>
        RunAsync(TargetOperation.CheckSuperuser, account, DemandSuperuser, cancellationToken);

    public async Task CreateAccountAsync(AccountName name, Password password, Func<CancellationToken, Task> record, CancellationToken cancellationToken)
    {
        server.CheckName(name);
        var call = new TargetCall(TargetOperation.Create, User, name.Value);
        await server.ArriveAsync(call, cancellationToken);
        server.AsOneStep(() =>
        {
            DemandOpen();
            DemandSuperuser();
            DemandAcceptable(name, password);
            server.Reserve(name.Value);
        });
        try
        {
            await record(cancellationToken);
            server.AsOneStep(() =>
            {
                DemandOpen();
                server.Store(new InMemoryAccount(name.Value, password.Reveal()));
            });
        }
        finally
        {
            server.AsOneStep(() => server.Release(name.Value));
        }

        await server.AnswerAsync(call, cancellationToken);
    }

    public Task ChangeOwnPasswordAsync(Password password, CancellationToken cancellationToken) =>
        RunAsync(TargetOperation.ChangeOwn, Login.User, () =>
        {
            DemandAcceptable(Login.User, password);
            server.Existing(User).Password = password.Reveal();
        }, cancellationToken);

    public Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken) =>
        RunAsync(TargetOperation.Reset, name, () =>
        {
            DemandSuperuser();
            var account = server.Existing(name.Value);
            DemandAcceptable(name, password);
            account.Password = password.Reveal();
        }, cancellationToken);

    public async Task EnsureCloneAsync(CloneRequest request, CancellationToken cancellationToken)
    {
        server.CheckName(request.Name);
        await RunAsync(TargetOperation.EnsureClone, request.Name, () =>
        {
            DemandSuperuser();
            var original = server.Existing(request.Base.Value);
            DemandAcceptable(request.Name, request.Password);
            var existing = server.Find(request.Name.Value);
            if (existing is not null && existing.CloneOf != request.Base.Value && !request.Adopt)
            {
                throw InMemoryFailures.NotOurs(request.Name.Value);
            }

            var clone = existing ?? new InMemoryAccount(request.Name.Value, string.Empty);
            Align(clone, original, request.Mode);
            clone.Password = request.Password.Reveal();
            server.Store(clone);
        }, cancellationToken);
    }

    public Task AdoptCloneAsync(AccountName baseAccount, AccountName clone, CancellationToken cancellationToken) =>
        RunAsync(TargetOperation.AdoptClone, clone, () =>
        {
            DemandSuperuser();
            server.Existing(clone.Value).CloneOf = server.Existing(baseAccount.Value).Name;
        }, cancellationToken);

    public async Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(AccountName baseAccount, AccountName clone, CloneMode mode, CancellationToken cancellationToken)
    {
        var differences = new List<RightsDifference>();
        await RunAsync(TargetOperation.CompareRights, clone, () =>
        {
            var original = server.Existing(baseAccount.Value);
            var wanted = new InMemoryAccount(clone.Value, string.Empty);
            Align(wanted, original, mode);
            var (onBase, onClone) = (Traits(wanted), Traits(server.Existing(clone.Value)));
            differences.AddRange(
                from key in onBase.Keys.Union(onClone.Keys).Order(StringComparer.Ordinal)
                let expected = onBase.GetValueOrDefault(key)
                let actual = onClone.GetValueOrDefault(key)
                where expected != actual
                select new RightsDifference(ServerScope, key, expected, actual));
        }, cancellationToken);
        return differences;
    }

    public ValueTask DisposeAsync()
    {
        server.End(this);
        return ValueTask.CompletedTask;
    }

    private static void Align(InMemoryAccount clone, InMemoryAccount original, CloneMode mode)
    {
        clone.CloneOf = original.Name;
        clone.MemberOf = original.Name;
        clone.ActsAs = mode == CloneMode.ActAs ? original.Name : null;
        clone.IsLocked = false;
        clone.ExpiresAt = original.ExpiresAt;
        clone.Settings.Clear();
        foreach (var (key, value) in original.Settings)
        {
            clone.Settings.Add(key, value);
        }
    }

    private static Dictionary<string, string?> Traits(InMemoryAccount account)
    {
        var traits = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["can log in"] = account.IsLocked ? "no" : "yes",
            ["valid until"] = account.ExpiresAt?.ToString("O"),
            ["mark"] = account.CloneOf,
            ["member of"] = account.MemberOf,
            ["acts as"] = account.ActsAs,
        };
        foreach (var (key, value) in account.Settings)
        {
            traits[$"setting {key}"] = value;
        }

        return traits;
    }

    private Task RunAsync(TargetOperation operation, AccountName account, Action work, CancellationToken cancellationToken) =>
        server.RunAsync(new TargetCall(operation, User, account.Value), () =>
        {
            DemandOpen();
            work();
        }, cancellationToken);

    private void DemandOpen()
    {
        if (!IsOpen)
        {
            throw InMemoryFailures.ConnectionCut(Login.Server);
        }
    }

    private void DemandSuperuser()
    {
        if (!server.Existing(User).IsSuperuser)
        {
            throw InMemoryFailures.Denied(User);
        }
    }

    private void DemandAcceptable(AccountName name, Password password)
    {
        if (server.RejectPassword(password))
        {
            throw InMemoryFailures.PasswordRejected(name.Value);
        }
    }
}
