using RotationPS.Engine.Accounts;

namespace RotationPS.Engine.Rotation.Strategies;

/// <summary>What the two strategies do differently: who works, on which account, and how that is made safe.</summary>
internal interface IRotationStrategy
{
    /// <summary>The account whose password is set.</summary>
    AccountName NextUser { get; }

    /// <summary>What the server will be told.</summary>
    AccountChange Change { get; }

    /// <summary>Who will tell it; read only, nobody logs in.</summary>
    Task<AccountName> FindActorAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Proves that the secret's own credentials work and logs in as the account that does the work; null where somebody
    /// else has rotated meanwhile.
    /// </summary>
    Task<ITargetSession?> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Under the lock and before anything changes: makes sure that the change is allowed and can come off.</summary>
    Task CheckAsync(ITargetSession session, CancellationToken cancellationToken);

    /// <summary>Gives the server the new password.</summary>
    Task SetAsync(ITargetSession session, Password password, CancellationToken cancellationToken);

    /// <summary>After the new password has worked: makes sure that the account may take over.</summary>
    Task VerifyAsync(ITargetSession session, CancellationToken cancellationToken);
}
