using RotationPS.Engine.Accounts;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation;

/// <summary>One rotation's view of the world: AWSCURRENT as it read it, and the server that it names.</summary>
internal sealed record RotationContext(RotationEnvironment Environment, RotationOptions Options, SecretSnapshot Current)
{
    public IRotationTarget Target { get; } = Environment.Targets.For(Current.Document.Engine!);

    public ISecretStore Store => Environment.Store;

    public AccountPair Accounts => Current.Document.Accounts;

    public Task<SecretDescription> DescribeAsync(CancellationToken cancellationToken) =>
        Store.DescribeAsync(Current.Secret, cancellationToken);

    public Task<SecretSnapshot> ReadAsync(VersionId id, CancellationToken cancellationToken) =>
        SecretSnapshot.ReadAsync(Store, Current.Secret, VersionReference.Of(id), cancellationToken);

    /// <summary>Whether AWSCURRENT is no longer where this rotation read it: somebody else has rotated.</summary>
    public bool IsOvertaken(SecretDescription labels) => labels.Holder(StageLabel.Current) != Current.Id;

    /// <summary>Refuses a secret that a service owns, and one that a rotation function rotates too unless the caller insists.</summary>
    public void RefuseOtherWriter(SecretDescription secret)
    {
        if (secret.OwningService is not null)
        {
            throw RotationFailures.OwnedByService(secret);
        }

        if (secret.RotationEnabled && !Options.IgnoreOtherWriter)
        {
            throw RotationFailures.RotatedByFunction(secret);
        }
    }

    /// <summary>How the account of a document rotates.</summary>
    public static RotationStrategy StrategyOf(SecretDocument document) =>
        document.SuperuserSecretId is null ? RotationStrategy.SingleUser : RotationStrategy.Alternating;

    /// <summary>The version of an unfinished rotation; null where none is running.</summary>
    public static VersionId? Unfinished(SecretDescription labels) =>
        labels.Holder(StageLabel.Pending) is { } pending && pending != labels.Holder(StageLabel.Current) ? pending : null;
}
