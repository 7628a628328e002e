using RotationPS.Engine.Accounts;

namespace RotationPS.Engine.Tests.Scenes.Broken;

/// <summary>Broken: sets a password before anybody can know it; the store learns of it afterwards.</summary>
internal sealed class PasswordFirstSession(ITargetSession inner, HeldBackStore store) : ForwardingSession(inner)
{
    public override async Task ChangeOwnPasswordAsync(Password password, bool retainCurrent, CancellationToken cancellationToken)
    {
        await base.ChangeOwnPasswordAsync(password, retainCurrent, cancellationToken);
        await store.PutAtLastAsync();
    }

    public override async Task ResetPasswordAsync(AccountName name, Password password, CancellationToken cancellationToken)
    {
        await base.ResetPasswordAsync(name, password, cancellationToken);
        await store.PutAtLastAsync();
    }

    public override async Task EnsureCloneAsync(CloneTerms terms, Password? password, CancellationToken cancellationToken)
    {
        await base.EnsureCloneAsync(terms, password, cancellationToken);
        await store.PutAtLastAsync();
    }
}
