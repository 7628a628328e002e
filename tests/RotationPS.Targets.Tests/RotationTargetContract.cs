using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Targets.Tests;

/// <summary>What the engine relies on, of every kind of server and of the fake it is tested with.</summary>
public abstract class RotationTargetContract : CloningTargetTests
{
    private static readonly TimeSpan NoTime = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Plenty = TimeSpan.FromSeconds(30);

    /// <summary>The longest name that the server keeps whole, and one that it does not.</summary>
    protected virtual (AccountName Longest, AccountName TooLong) LimitOfNames =>
        (new AccountName(new string('é', 31) + "x"), new AccountName(new string('é', 32)));

    private IReadOnlyList<CloneMode> ModesThatMakeClones => [.. Target.CloneModes.Where(mode => mode is not CloneMode.Existing)];

    /// <summary>Adds an account with a random password.</summary>
    protected abstract Task<Login> AddAsync(AccountName name);

    /// <summary>Ends the account's validity at a time.</summary>
    protected abstract Task ExpireAsync(AccountName name, DateTimeOffset at);

    /// <summary>Forbids the account to log in.</summary>
    protected abstract Task LockAsync(AccountName name);

    /// <summary>Gives the account a setting that its clone must have too.</summary>
    protected abstract Task SetAsync(AccountName name, string value);

    /// <summary>Cuts the connections of an account from the server's side.</summary>
    protected abstract Task CutAsync(AccountName name);

    [Fact]
    public async Task A_login_with_the_right_password_succeeds_and_says_who_it_is()
    {
        var login = await AddAsync();

        await using var session = await LogInAsync(login);

        Assert.Equal(login, session.Login);
    }

    [Fact]
    public async Task A_login_with_a_wrong_password_is_refused_without_showing_it()
    {
        var login = await AddAsync();
        var wrong = login with { Password = NewPassword() };

        var refusal = await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(wrong));

        Assert.Contains(login.User.Value, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong.Password.Reveal(), refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_of_an_unknown_account_is_refused() =>
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(Superuser with { User = NewName() }));

    [Fact]
    public async Task A_locked_account_is_told_from_a_wrong_password()
    {
        var login = await AddAsync();
        await LockAsync(login.User);

        await Refusal.OfAsync(FailureKind.AccountLocked, () => LogInAsync(login));

        await using var superuser = await LogInAsync(Superuser);
        Assert.False((await superuser.DescribeAccountAsync(login.User, Token))!.CanLogIn);
    }

    [Fact]
    public async Task An_ordinary_account_describes_itself_and_finds_no_unknown_one()
    {
        var login = await AddAsync();
        await using var session = await LogInAsync(login);

        Assert.Equal(new AccountDescription(login.User, true, null, null), await session.DescribeAccountAsync(login.User, Token));
        Assert.Null(await session.DescribeAccountAsync(NewName(), Token));
    }

    [Fact]
    public async Task An_account_changes_its_own_password_and_keeps_its_connections()
    {
        var login = await AddAsync();
        var next = login with { Password = NewPassword() };
        await using var before = await LogInAsync(login);
        await using var session = await LogInAsync(login);

        await session.ChangeOwnPasswordAsync(next.Password, retainCurrent: false, Token);

        await using var after = await LogInAsync(next);
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login));
        Assert.NotNull(await before.DescribeAccountAsync(login.User, Token));
    }

    [Fact]
    public async Task A_password_may_be_changed_to_itself()
    {
        var login = await AddAsync();
        await using var session = await LogInAsync(login);

        await session.ChangeOwnPasswordAsync(login.Password, retainCurrent: false, Token);

        await using var again = await LogInAsync(login);
    }

    [Fact]
    public async Task A_superuser_sets_the_password_of_another_account()
    {
        var login = await AddAsync();
        var next = login with { Password = NewPassword() };
        await using var superuser = await LogInAsync(Superuser);

        await superuser.ResetPasswordAsync(login.User, next.Password, Token);

        await using var session = await LogInAsync(next);
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login));
    }

    [Fact]
    public async Task A_password_that_was_expected_is_set_and_so_is_any_other()
    {
        var login = await AddAsync();
        var (expected, other, own) = (NewPassword(), NewPassword(), NewPassword());
        await using var superuser = await LogInAsync(Superuser);

        superuser.Expect(expected);
        await superuser.ResetPasswordAsync(login.User, expected, Token);
        await using var proof = await LogInAsync(login with { Password = expected });
        superuser.Expect(expected);
        await superuser.ResetPasswordAsync(login.User, other, Token);
        await using var session = await LogInAsync(login with { Password = other });
        session.Expect(own);
        await session.ChangeOwnPasswordAsync(own, retainCurrent: false, Token);

        await using var last = await LogInAsync(login with { Password = own });
    }

    [Fact]
    public async Task The_password_of_an_unknown_account_cannot_be_set()
    {
        await using var superuser = await LogInAsync(Superuser);

        await Refusal.OfAsync(FailureKind.AccountNotFound, () => superuser.ResetPasswordAsync(NewName(), NewPassword(), Token));
    }

    [Fact]
    public async Task An_ordinary_account_may_not_touch_others()
    {
        var (login, other) = (await AddAsync(), await AddAsync());
        await using var session = await LogInAsync(login);

        await Refusal.OfAsync(FailureKind.PermissionDenied, () => session.ResetPasswordAsync(other.User, NewPassword(), Token));
        await Refusal.OfAsync(FailureKind.PermissionDenied, () => session.CheckSuperuserAsync(other.User, Token));
        await Refusal.OfAsync(FailureKind.PermissionDenied, () => session.CreateAccountAsync(NewName(), NewPassword(), _ => Task.CompletedTask, Token));
        await Refusal.OfAsync(FailureKind.PermissionDenied, () => CloneOf(other.User).MakeAsync(session));
        await using var untouched = await LogInAsync(other);
    }

    [Fact]
    public async Task A_superuser_may_manage_accounts_that_exist_and_that_do_not()
    {
        var login = await AddAsync();
        await using var superuser = await LogInAsync(Superuser);

        await superuser.CheckSuperuserAsync(login.User, Token);
        await superuser.CheckSuperuserAsync(NewName(), Token);
    }

    [Fact]
    public async Task A_created_account_logs_in_only_once_its_password_is_on_record()
    {
        var created = Superuser with { User = NewName(), Password = NewPassword() };
        var recorded = false;
        await using var superuser = await LogInAsync(Superuser);

        await superuser.CreateAccountAsync(
            created.User,
            created.Password,
            async _ =>
            {
                await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(created));
                recorded = true;
            },
            Token);

        Assert.True(recorded);
        await using var session = await LogInAsync(created);
    }

    [Fact]
    public async Task There_is_no_account_where_its_password_could_not_be_recorded()
    {
        var name = NewName();
        await using var superuser = await LogInAsync(Superuser);

        await Assert.ThrowsAsync<InvalidDataException>(() =>
            superuser.CreateAccountAsync(name, NewPassword(), _ => throw new InvalidDataException(), Token));

        Assert.Null(await superuser.DescribeAccountAsync(name, Token));
        await superuser.CreateAccountAsync(name, NewPassword(), _ => Task.CompletedTask, Token);
    }

    [Fact]
    public async Task There_is_no_account_where_the_connection_breaks_before_it_is_real()
    {
        var name = NewName();
        var admin = await AddSuperuserAsync();
        await using var session = await LogInAsync(admin);

        await Refusal.OfAsync(FailureKind.Unreachable, () => session.CreateAccountAsync(name, NewPassword(), _ => CutAsync(admin.User), Token));

        await using var superuser = await LogInAsync(Superuser);
        Assert.Null(await superuser.DescribeAccountAsync(name, Token));
    }

    [Fact]
    public async Task An_existing_account_is_not_created_again_and_its_password_not_recorded()
    {
        var login = await AddAsync();
        await using var superuser = await LogInAsync(Superuser);

        await Refusal.OfAsync(FailureKind.AccountExists, () => superuser.CreateAccountAsync(
            login.User, NewPassword(), _ => throw new InvalidOperationException("The password was recorded."), Token));

        await using var session = await LogInAsync(login);
    }

    [Fact]
    public async Task A_missing_clone_is_made_marked_and_in_line_with_its_base_in_every_mode()
    {
        foreach (var mode in ModesThatMakeClones)
        {
            var login = await AddAsync();
            await SetAsync(login.User, "17");
            await ExpireAsync(login.User, DateTimeOffset.UtcNow.AddYears(1));
            var request = CloneOf(login.User, mode);
            await using var superuser = await LogInAsync(Superuser);

            await request.MakeAsync(superuser);

            await using var clone = await LogInAsync(login with { User = request.Name, Password = request.Password });
            Assert.Empty(await superuser.CompareRightsAsync(request.Terms, Token));
            var (original, made) = (await superuser.DescribeAccountAsync(login.User, Token), await superuser.DescribeAccountAsync(request.Name, Token));
            Assert.Equal(new AccountDescription(request.Name, true, original!.ExpiresAt, login.User), made);
            await using var untouched = await LogInAsync(login);
        }
    }

    [Fact]
    public async Task A_clone_is_brought_in_line_without_a_new_password()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        await using var superuser = await LogInAsync(Superuser);
        await request.MakeAsync(superuser);
        await SetAsync(login.User, "21");

        await superuser.EnsureCloneAsync(request.Terms, password: null, Token);

        Assert.Empty(await superuser.CompareRightsAsync(request.Terms, Token));
        await using var clone = await LogInAsync(login with { User = request.Name, Password = request.Password });
    }

    [Fact]
    public async Task A_missing_clone_is_not_made_without_a_password()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        await using var superuser = await LogInAsync(Superuser);

        var refusals = new[]
        {
            await Refusal.OfAsync(FailureKind.AccountNotFound, () => superuser.EnsureCloneAsync(request.Terms, password: null, Token)),
            await Refusal.OfAsync(FailureKind.AccountNotFound, () => superuser.CompareRightsAsync(request.Terms, Token)),
        };

        Assert.All(refusals, refusal => Assert.Equal(
            "Let Invoke-SecretRotation make it, or Repair-SecretRotation -Action Reconcile where AWSCURRENT is for it.", refusal.NextStep));
        Assert.Null(await superuser.DescribeAccountAsync(request.Name, Token));
    }

    [Fact]
    public async Task A_preview_shows_what_would_change_without_the_password_and_changes_nothing()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        await using var superuser = await LogInAsync(Superuser);

        var making = string.Join('\n', await superuser.PreviewCloneAsync(request.Terms, setsPassword: true, Token));

        Assert.Contains(request.Name.Value, making, StringComparison.Ordinal);
        Assert.Contains("'********'", making, StringComparison.Ordinal);
        Assert.Null(await superuser.DescribeAccountAsync(request.Name, Token));
        await request.MakeAsync(superuser);
        Assert.Empty(await superuser.PreviewCloneAsync(request.Terms, setsPassword: false, Token));
        await SetAsync(login.User, "25");
        Assert.Single(await superuser.PreviewCloneAsync(request.Terms, setsPassword: false, Token));
        Assert.Single(await superuser.CompareRightsAsync(request.Terms, Token));
    }

    [Fact]
    public async Task Of_two_existing_accounts_only_the_password_is_set()
    {
        if (!Target.CloneModes.Contains(CloneMode.Existing))
        {
            return;
        }

        var (login, twin) = (await AddAsync(), await AddAsync());
        var request = CloneOf(login.User, CloneMode.Existing) with { Name = twin.User };
        await using var superuser = await LogInAsync(Superuser);
        await superuser.AdoptCloneAsync(request.Accounts, Token);
        await SetAsync(login.User, "27");

        await request.MakeAsync(superuser);
        await superuser.EnsureCloneAsync(request.Terms, password: null, Token);

        await using var session = await LogInAsync(twin with { Password = request.Password });
        Assert.Single(await superuser.CompareRightsAsync(request.Terms, Token));
        Assert.Empty(await superuser.PreviewCloneAsync(request.Terms, setsPassword: false, Token));
    }

    [Fact]
    public async Task Of_two_existing_accounts_neither_is_made()
    {
        if (!Target.CloneModes.Contains(CloneMode.Existing))
        {
            return;
        }

        var login = await AddAsync();
        var request = CloneOf(login.User, CloneMode.Existing);
        await using var superuser = await LogInAsync(Superuser);

        var refusal = await Refusal.OfAsync(FailureKind.AccountNotFound, () => request.MakeAsync(superuser));

        Assert.Contains("create the account", refusal.NextStep, StringComparison.Ordinal);
        Assert.Null(await superuser.DescribeAccountAsync(request.Name, Token));
    }

    [Fact]
    public async Task A_clone_of_ours_gets_the_new_password_and_what_has_changed_on_its_base()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        await using var superuser = await LogInAsync(Superuser);
        await request.MakeAsync(superuser);
        await SetAsync(login.User, "19");
        await ExpireAsync(login.User, DateTimeOffset.UtcNow.AddYears(2));
        Assert.Equal(2, (await superuser.CompareRightsAsync(request.Terms, Token)).Count);

        var again = request with { Password = NewPassword() };
        await again.MakeAsync(superuser);

        Assert.Empty(await superuser.CompareRightsAsync(request.Terms, Token));
        await using var clone = await LogInAsync(login with { User = request.Name, Password = again.Password });
        await Refusal.OfAsync(FailureKind.LoginFailed, () => LogInAsync(login with { User = request.Name, Password = request.Password }));
    }

    [Fact]
    public async Task What_only_the_clone_has_is_a_difference_and_is_taken_from_it()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        await using var superuser = await LogInAsync(Superuser);
        await request.MakeAsync(superuser);
        await SetAsync(request.Name, "23");

        var difference = Assert.Single(await superuser.CompareRightsAsync(request.Terms, Token));
        await request.MakeAsync(superuser);

        Assert.Null(difference.OnBase);
        Assert.NotNull(difference.OnClone);
        Assert.Empty(await superuser.CompareRightsAsync(request.Terms, Token));
    }

    [Fact]
    public async Task The_mode_of_a_clone_can_change_to_any_other()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        await using var superuser = await LogInAsync(Superuser);
        await request.MakeAsync(superuser);

        foreach (var mode in ModesThatMakeClones.Skip(1).Append(request.Mode).Where(_ => ModesThatMakeClones.Count > 1))
        {
            var other = CloneOf(login.User, mode);
            Assert.NotEmpty(await superuser.CompareRightsAsync(other.Terms, Token));
            await other.MakeAsync(superuser);
            Assert.Empty(await superuser.CompareRightsAsync(other.Terms, Token));
        }
    }

    [Fact]
    public async Task An_account_that_is_not_our_clone_is_left_as_it_is()
    {
        var (login, stranger) = (await AddAsync(), await AddAsync());
        await using var superuser = await LogInAsync(Superuser);

        var refusal = await Refusal.OfAsync(
            FailureKind.CloneNotOurs, () => (CloneOf(login.User) with { Name = stranger.User }).MakeAsync(superuser));

        Assert.Contains(stranger.User.Value, refusal.Message, StringComparison.Ordinal);
        await using var untouched = await LogInAsync(stranger);
        Assert.Null((await superuser.DescribeAccountAsync(stranger.User, Token))!.CloneOf);
    }

    [Fact]
    public async Task The_clone_of_another_account_is_not_ours_either()
    {
        var (login, other) = (await AddAsync(), await AddAsync());
        var request = CloneOf(other.User);
        await using var superuser = await LogInAsync(Superuser);
        await request.MakeAsync(superuser);

        await Refusal.OfAsync(FailureKind.CloneNotOurs, () => (request with { Base = login.User }).MakeAsync(superuser));

        await using var untouched = await LogInAsync(login with { User = request.Name, Password = request.Password });
    }

    [Fact]
    public async Task An_account_that_is_not_our_clone_is_adopted_on_request()
    {
        var (login, stranger) = (await AddAsync(), await AddAsync());
        var request = CloneOf(login.User) with { Name = stranger.User, Adopt = true };
        await using var superuser = await LogInAsync(Superuser);

        await request.MakeAsync(superuser);

        Assert.Equal(login.User, (await superuser.DescribeAccountAsync(stranger.User, Token))!.CloneOf);
        Assert.Empty(await superuser.CompareRightsAsync(request.Terms, Token));
        await using var clone = await LogInAsync(login with { User = request.Name, Password = request.Password });
        await (request with { Adopt = false }).MakeAsync(superuser);
    }

    [Fact]
    public async Task An_account_is_marked_as_a_clone_without_being_changed_otherwise()
    {
        var (login, stranger) = (await AddAsync(), await AddAsync());
        await using var superuser = await LogInAsync(Superuser);

        await superuser.AdoptCloneAsync(new AccountPair(login.User, stranger.User), Token);
        await superuser.AdoptCloneAsync(new AccountPair(login.User, stranger.User), Token);

        Assert.Equal(login.User, (await superuser.DescribeAccountAsync(stranger.User, Token))!.CloneOf);
        await using var untouched = await LogInAsync(stranger);
        await Refusal.OfAsync(FailureKind.AccountNotFound, () => superuser.AdoptCloneAsync(new AccountPair(login.User, NewName()), Token));
        await Refusal.OfAsync(FailureKind.PermissionDenied, () => untouched.AdoptCloneAsync(new AccountPair(stranger.User, login.User), Token));
    }

    [Fact]
    public async Task An_account_that_does_not_exist_has_no_clone()
    {
        var request = CloneOf(NewName());
        await using var superuser = await LogInAsync(Superuser);

        await Refusal.OfAsync(FailureKind.AccountNotFound, () => request.MakeAsync(superuser));

        Assert.Null(await superuser.DescribeAccountAsync(request.Name, Token));
    }

    [Fact]
    public async Task A_clone_changes_its_own_password()
    {
        var login = await AddAsync();
        var request = CloneOf(login.User);
        await using var superuser = await LogInAsync(Superuser);
        await request.MakeAsync(superuser);
        var clone = login with { User = request.Name, Password = request.Password };
        var next = clone with { Password = NewPassword() };

        await using (var session = await LogInAsync(clone))
        {
            await session.ChangeOwnPasswordAsync(next.Password, retainCurrent: false, Token);
        }

        await using var again = await LogInAsync(next);
        await using var untouched = await LogInAsync(login);
    }

    [Fact]
    public async Task A_name_longer_than_the_server_keeps_is_refused_before_anything_changes()
    {
        var (longest, tooLong) = LimitOfNames;
        Target.CheckName(longest);

        await Refusal.OfAsync(FailureKind.NameTooLong, () =>
        {
            Target.CheckName(tooLong);
            return Task.CompletedTask;
        });

        var login = await AddAsync();
        await using var superuser = await LogInAsync(Superuser);
        await Refusal.OfAsync(FailureKind.NameTooLong, () => (CloneOf(login.User) with { Name = tooLong }).MakeAsync(superuser));
        await Refusal.OfAsync(FailureKind.NameTooLong, () => superuser.CreateAccountAsync(tooLong, NewPassword(), _ => Task.CompletedTask, Token));
    }

    [Fact]
    public async Task One_session_at_a_time_holds_the_lock_of_an_account()
    {
        var login = await AddAsync();
        await using var holder = await LogInAsync(login);
        await using var other = await LogInAsync(Superuser);
        await holder.LockAccountAsync(login.User, Plenty, Token);

        var refusal = await Refusal.OfAsync(FailureKind.Busy, () => other.LockAccountAsync(login.User, NoTime, Token));

        Assert.Contains(login.User.Value, refusal.Message, StringComparison.Ordinal);
        await other.LockAccountAsync(NewName(), NoTime, Token);
        await holder.LockAccountAsync(login.User, NoTime, Token);
    }

    [Fact]
    public async Task Whoever_waits_for_a_lock_gets_it_when_its_holder_leaves()
    {
        var login = await AddAsync();
        await using var waiter = await LogInAsync(Superuser);
        Task waiting;
        await using (var holder = await LogInAsync(login))
        {
            await holder.LockAccountAsync(login.User, Plenty, Token);
            waiting = waiter.LockAccountAsync(login.User, Plenty, Token);
            Assert.False(waiting.IsCompleted);
        }

        await waiting;
    }

    [Fact]
    public async Task A_session_lets_go_of_its_locks_and_lives_on()
    {
        var login = await AddAsync();
        await using var holder = await LogInAsync(Superuser);
        await using var other = await LogInAsync(login);
        await holder.UnlockAccountsAsync(Token);
        await holder.LockAccountAsync(login.User, Plenty, Token);
        await holder.LockAccountAsync(login.User, Plenty, Token);
        await holder.LockAccountAsync(NewName(), Plenty, Token);

        await holder.UnlockAccountsAsync(Token);

        await other.LockAccountAsync(login.User, NoTime, Token);
        await Refusal.OfAsync(FailureKind.Busy, () => holder.LockAccountAsync(login.User, NoTime, Token));
    }

    [Fact]
    public async Task A_lock_dies_with_the_connection_of_its_holder()
    {
        var login = await AddAsync();
        await using var holder = await LogInAsync(login);
        await using var waiter = await LogInAsync(Superuser);
        await holder.LockAccountAsync(login.User, Plenty, Token);

        await CutAsync(login.User);

        await waiter.LockAccountAsync(login.User, Plenty, Token);
        await Refusal.OfAsync(FailureKind.Unreachable, () => holder.ChangeOwnPasswordAsync(NewPassword(), retainCurrent: false, Token));
        await using var unchanged = await LogInAsync(login);
    }

    [Fact]
    public async Task Waiting_for_a_lock_can_be_cancelled_and_leaves_nothing_held()
    {
        var login = await AddAsync();
        await using var waiter = await LogInAsync(Superuser);
        await using (var holder = await LogInAsync(login))
        {
            await holder.LockAccountAsync(login.User, Plenty, Token);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var waiting = waiter.LockAccountAsync(login.User, Plenty, stop.Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        await using var next = await LogInAsync(login);
        await next.LockAccountAsync(login.User, Plenty, Token);
    }

    [Fact]
    public async Task A_plan_names_the_accounts_and_masks_the_password()
    {
        var login = await AddAsync();
        var clone = CloneOf(login.User);
        var plan = new AccountChange[]
        {
            new AccountChange.OwnPassword(login.User),
            new AccountChange.Reset(login.User),
            new AccountChange.EnsureClone(clone.Terms, SetsPassword: true),
        };

        Assert.All(plan, change =>
        {
            var statements = string.Join('\n', Target.Preview(change));
            Assert.Contains(login.User.Value, statements, StringComparison.Ordinal);
            Assert.Contains("'********'", statements, StringComparison.Ordinal);
        });
    }

    /// <summary>Adds a superuser whose connections a test may cut.</summary>
    protected abstract Task<Login> AddSuperuserAsync();

    protected Task<Login> AddAsync() => AddAsync(NewName());
}
