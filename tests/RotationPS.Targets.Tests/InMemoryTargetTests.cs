using RotationPS.Engine.Accounts;
using RotationPS.Fakes;

namespace RotationPS.Targets.Tests;

public sealed class InMemoryTargetTests : ExpiringTargetContract
{
    private readonly InMemoryTarget _target = new();

    public InMemoryTargetTests()
    {
        Superuser = new Login(new ServerAddress("localhost", 5432, "postgres", null), new AccountName("admin"), NewPassword());
        _target.AddAccount("admin", Superuser.Password.Reveal(), superuser: true);
    }

    protected override IRotationTarget Target => _target;

    protected override Login Superuser { get; }

    protected override Task<Login> AddAsync(AccountName name) => Task.FromResult(Add(name, superuser: false));

    protected override Task<Login> AddSuperuserAsync() => Task.FromResult(Add(NewName(), superuser: true));

    protected override Task ExpireAsync(AccountName name, DateTimeOffset at)
    {
        _target.Find(name.Value)!.ExpiresAt = at;
        return Task.CompletedTask;
    }

    protected override Task LockAsync(AccountName name)
    {
        _target.Find(name.Value)!.IsLocked = true;
        return Task.CompletedTask;
    }

    protected override Task SetAsync(AccountName name, string value)
    {
        _target.Find(name.Value)!.Settings["cost"] = value;
        return Task.CompletedTask;
    }

    protected override Task CutAsync(AccountName name)
    {
        _target.CutSessions(name.Value);
        return Task.CompletedTask;
    }

    private Login Add(AccountName name, bool superuser)
    {
        var login = Superuser with { User = name, Password = NewPassword() };
        _target.AddAccount(name.Value, login.Password.Reveal(), superuser);
        return login;
    }
}
