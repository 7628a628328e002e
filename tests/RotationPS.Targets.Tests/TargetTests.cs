using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.Tests;

/// <summary>What tests of a target have in common, whatever the server.</summary>
public abstract class TargetTests
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract IRotationTarget Target { get; }

    /// <summary>Short enough for a clone of it to have a name that every server takes; MySQL takes 32 characters.</summary>
    protected static AccountName NewName() => new($"app_{Guid.NewGuid().ToString("N")[..16]}");

    protected static Password NewPassword() => new($"New-{Guid.NewGuid():N}");

    protected Task<ITargetSession> LogInAsync(Login login) => Target.LogInAsync(login, Token);
}
