using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
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

    /// <summary>
    /// Describes the secret once the store has had the time to show every earlier write. Whoever is about to act on what
    /// another run left looks this way: labels that are a moment old would make it set a password that is no longer due.
    /// </summary>
    public async Task<SecretDescription> DescribeSettledAsync(CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        return await DescribeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the store shows every earlier write.</summary>
    public Task SettleAsync(CancellationToken cancellationToken) =>
        Store.ReadLag > TimeSpan.Zero ? Task.Delay(Store.ReadLag, Environment.Clock, cancellationToken) : Task.CompletedTask;

    public Task<SecretSnapshot> ReadAsync(VersionId id, CancellationToken cancellationToken) =>
        SecretSnapshot.ReadAsync(Store, Current.Secret, VersionReference.Of(id), cancellationToken);

    /// <summary>Reads a version that may have no value yet, as a rotation function may be about to give it one.</summary>
    /// <returns>The version; null where it has no value.</returns>
    public async Task<SecretSnapshot?> FindAsync(VersionId id, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException error) when (error.Kind is FailureKind.ResourceNotFound)
        {
            return null;
        }
    }

    /// <summary>Whether a document is for the same engine and server as AWSCURRENT.</summary>
    public bool IsSameServer(SecretDocument other) =>
        other.Engine == Current.Document.Engine && other.ServerFor(Target) == Current.Document.ServerFor(Target);

    /// <summary>Whether a document is for the same server as AWSCURRENT and for its account or, where two alternate, its twin.</summary>
    public bool IsOfPair(SecretDocument other) =>
        IsSameServer(other)
        && (other.UserName == Current.Document.UserName || (Current.Document.SuperuserSecretId is not null && Accounts.Has(other.UserName)));

    /// <summary>Whether AWSCURRENT is no longer where this rotation read it: somebody else has rotated.</summary>
    public bool IsOvertaken(SecretDescription labels) => labels.Holder(StageLabel.Current) != Current.Id;

    /// <summary>
    /// Refuses a secret that cannot be changed or is not ours to change: one marked for deletion, a replica, one that a
    /// service owns, and one that a rotation function rotates too unless the caller insists.
    /// </summary>
    public void RefuseUnlessOurs(SecretDescription secret)
    {
        if (secret.DeletedDate is not null)
        {
            throw SecretStoreFailures.SecretDeleted(secret.Name);
        }

        if (secret.ReplicaOf is { } primaryRegion)
        {
            throw SecretStoreFailures.SecretIsReplica(secret.Name, primaryRegion);
        }

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

    /// <summary>
    /// The version of an unfinished rotation; null where none is running. Rotation functions leave AWSPENDING on the version
    /// that they have made AWSCURRENT, and there it stays when somebody writes a value by hand: whatever has AWSPREVIOUS was
    /// AWSCURRENT once, and to finish it would bring an old password back.
    /// </summary>
    public static VersionId? Unfinished(SecretDescription labels) =>
        labels.Holder(StageLabel.Pending) is { } pending && pending != labels.Holder(StageLabel.Current) && pending != labels.Holder(StageLabel.Previous)
            ? pending
            : null;
}
