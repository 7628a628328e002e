using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Fakes;

/// <summary>One connection to the in-memory server.</summary>
internal sealed class InMemorySession(InMemoryTarget server, Login login) : ITargetSession
{
    public Login Login { get; } = login;

    /// <inheritdoc/>
    public bool HoldsTwoPasswords => server.KeepsLastPassword;

    /// <inheritdoc/>
    public bool LocksAccounts => server.LocksAccounts;

    public bool IsEncrypted => Login.Server.Ssl is not false;

    /// <summary>Whether the connection lives; the server sets it under its gate.</summary>
    public bool IsOpen { get; set; }

    public bool MustChangePassword { get; set; }

    public IReadOnlyList<string> Remarks => server.Remarks;

    private string User => Login.User.Value;

    public async Task LockAccountAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (MustChangePassword || !LocksAccounts)
        {
            return;
        }

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

    public Task UnlockAccountsAsync(CancellationToken cancellationToken) =>
        RunAsync(TargetOperation.Unlock, Login.User, () => server.ReleaseLocks(this), cancellationToken);

    public void Expect(Password password) => server.Expect(password);

    public async Task<AccountDescription?> DescribeAccountAsync(AccountName name, CancellationToken cancellationToken)
    {
        AccountDescription? description = null;
        await RunAsync(TargetOperation.Describe, name, () =>
        {
            if (server.Find(name.Value) is { } account)
            {
                var cloneOf = account.CloneOf is { } original ? new AccountName(original) : null;
                description = new AccountDescription(name, !account.IsLocked, account.ExpiresAt, cloneOf) { Doubt = account.Doubt };
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

    public Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken) =>
        RunAsync(TargetOperation.ChangeOwn, Login.User, () =>
        {
            if (retainCurrent && !server.KeepsLastPassword)
            {
                throw InMemoryFailures.OnePasswordOnly(User);
            }

            DemandAcceptable(Login.User, password);
            var account = server.Existing(User);
            account.RetainedPassword = retainCurrent ? account.Password : null;
            account.Password = password.Reveal();
            account.MustChangePassword = false;
            MustChangePassword = false;
        }, cancellationToken);

    public Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken) =>
        RunAsync(TargetOperation.Reset, name, () =>
        {
            DemandSuperuser();
            var account = server.Existing(name.Value);
            DemandAcceptable(name, password);
            account.Password = password.Reveal();
        }, cancellationToken);

    public async Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken)
    {
        server.CheckName(terms.Accounts.CloneUser);
        await RunAsync(TargetOperation.EnsureClone, terms.Accounts.CloneUser, () =>
        {
            DemandSuperuser();
            var (original, existing) = FindPair(terms, isMade: password is not null);
            if (password is not null)
            {
                DemandAcceptable(terms.Accounts.CloneUser, password);
            }

            var clone = existing ?? new InMemoryAccount(terms.Accounts.CloneUser.Value, string.Empty);
            if (terms.Mode is not CloneMode.Existing)
            {
                Align(clone, original, terms);
                original.MemberOf = terms.OwnerRole?.Value ?? original.MemberOf;
                original.ActsAs = terms.OwnerRole?.Value ?? original.ActsAs;
            }

            clone.Password = password?.Reveal() ?? clone.Password;
            server.Store(clone);
        }, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> PreviewCloneAsync(CloneTerms terms, bool setsPassword, CancellationToken cancellationToken)
    {
        var (name, statements) = (terms.Accounts.CloneUser, new List<string>());
        server.CheckName(name);
        await RunAsync(TargetOperation.PreviewClone, name, () =>
        {
            var (original, existing) = FindPair(terms, setsPassword);
            statements.AddRange(existing is null ? [$"create {name}"] : []);
            statements.AddRange(
                from difference in Differences(terms, original, existing ?? new InMemoryAccount(name.Value, string.Empty))
                where terms.Mode is not CloneMode.Existing
                select $"set {difference.Permission} of {name} to {difference.OnBase ?? "nothing"}");
            statements.AddRange(setsPassword ? [$"set password of {name} to '********'"] : []);
        }, cancellationToken);
        return statements;
    }

    public Task AdoptCloneAsync(AccountPair accounts, CancellationToken cancellationToken) =>
        RunAsync(TargetOperation.AdoptClone, accounts.CloneUser, () =>
        {
            DemandSuperuser();
            server.Existing(accounts.CloneUser.Value).CloneOf = server.Existing(accounts.BaseUser.Value).Name;
        }, cancellationToken);

    public async Task<IReadOnlyList<RightsDifference>> CompareRightsAsync(CloneTerms terms, CancellationToken cancellationToken)
    {
        var differences = new List<RightsDifference>();
        await RunAsync(TargetOperation.CompareRights, terms.Accounts.CloneUser, () =>
        {
            var original = server.Existing(terms.Accounts.BaseUser.Value);
            var clone = server.Find(terms.Accounts.CloneUser.Value) ?? throw InMemoryFailures.CloneNotFound(terms);
            differences.AddRange(Differences(terms, original, clone));
            differences.AddRange(
                from right in clone.Fixed
                select new RightsDifference(RightsDifference.ServerScope, null, right.Key, null, "no", "yes") { Reason = right.Value });
        }, cancellationToken);
        return differences;
    }

    public ValueTask DisposeAsync()
    {
        server.End(this);
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<RightsDifference> Differences(CloneTerms terms, InMemoryAccount original, InMemoryAccount clone)
    {
        var wanted = new InMemoryAccount(clone.Name, string.Empty);
        Align(wanted, original, terms);
        var (onBase, onClone) = (Traits(wanted, terms.Mode), Traits(clone, terms.Mode));
        return from key in onBase.Keys.Union(onClone.Keys).Order(StringComparer.Ordinal)
               let expected = onBase.GetValueOrDefault(key)
               let actual = onClone.GetValueOrDefault(key)
               where expected != actual
               select new RightsDifference(RightsDifference.ServerScope, null, key, null, expected, actual);
    }

    private static void Align(InMemoryAccount clone, InMemoryAccount original, CloneTerms terms)
    {
        var owner = terms.OwnerRole?.Value ?? original.Name;
        clone.CloneOf = original.Name;
        clone.MemberOf = owner;
        clone.ActsAs = terms.Mode is CloneMode.ActAs or CloneMode.SharedOwner ? owner : null;
        clone.IsLocked = false;
        clone.ExpiresAt = original.ExpiresAt;
        clone.Settings.Clear();
        foreach (var (key, value) in original.Settings)
        {
            clone.Settings.Add(key, value);
        }
    }

    private static Dictionary<string, string?> Traits(InMemoryAccount account, CloneMode mode)
    {
        var traits = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["can log in"] = account.IsLocked ? "no" : "yes",
            ["valid until"] = account.ExpiresAt?.ToString("O"),
        };
        if (mode is not CloneMode.Existing)
        {
            traits["mark"] = account.CloneOf;
            traits["member of"] = account.MemberOf;
            traits["acts as"] = account.ActsAs;
        }

        foreach (var (key, value) in account.Settings)
        {
            traits[$"setting {key}"] = value;
        }

        return traits;
    }

    /// <summary>The base and its clone; null for a clone that is to be made.</summary>
    private (InMemoryAccount Base, InMemoryAccount? Clone) FindPair(CloneTerms terms, bool isMade)
    {
        var name = terms.Accounts.CloneUser.Value;
        var original = server.Existing(terms.Accounts.BaseUser.Value);
        var existing = server.Find(name);
        if (existing is null && (!isMade || terms.Mode is CloneMode.Existing))
        {
            throw InMemoryFailures.CloneNotFound(terms);
        }

        return existing is not null && existing.CloneOf != original.Name && !terms.Adopt
            ? throw InMemoryFailures.NotOurs(name)
            : (original, existing);
    }

    private Task RunAsync(TargetOperation operation, AccountName account, Action work, CancellationToken cancellationToken) =>
        server.RunAsync(new TargetCall(operation, User, account.Value), () =>
        {
            DemandOpen();
            if (MustChangePassword && operation is not TargetOperation.ChangeOwn)
            {
                throw InMemoryFailures.MustChange(User);
            }

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
