using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Secrets;

/// <summary>
/// Where secrets live. The meaning of every operation, its limits and its errors are those of AWS Secrets Manager; each
/// operation is atomic. Errors are <see cref="RotationException"/>s of the kinds that bear Secrets Manager's names.
/// </summary>
public interface ISecretStore
{
    /// <summary>How long a read may miss a write that is done; zero where it never does.</summary>
    TimeSpan ReadLag { get; }

    /// <summary>Makes a secret whose first version has AWSCURRENT.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.ResourceExists"/> where the name is taken, unless the
    /// same token and value made it; <see cref="FailureKind.InvalidParameter"/>; <see cref="FailureKind.LimitExceeded"/>.</exception>
    Task<StoredVersion> CreateAsync(NewSecret secret, CancellationToken cancellationToken);

    /// <summary>Tells of a secret, labelled versions included.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.ResourceNotFound"/>.</exception>
    Task<SecretDescription> DescribeAsync(SecretId id, CancellationToken cancellationToken);

    /// <summary>Gives the value of one version.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.ResourceNotFound"/> where there is no such secret or
    /// version, or the version has no value; <see cref="FailureKind.InvalidRequest"/> where an id and a label were asked for
    /// that do not belong together; <see cref="FailureKind.DecryptionFailure"/>.</exception>
    Task<SecretValue> GetValueAsync(SecretId id, VersionReference version, CancellationToken cancellationToken);

    /// <summary>Gives the AWSCURRENT values of 1 to 20 secrets, in the order asked for; a failing one does not stop the others.</summary>
    Task<IReadOnlyList<SecretLookup>> GetValuesAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a version, or does nothing where the token and the value are those of an existing one. The labels move to
    /// it from wherever they are; without labels AWSCURRENT moves, and AWSPREVIOUS with it.
    /// </summary>
    /// <exception cref="RotationException"><see cref="FailureKind.ResourceExists"/> where the token's version has another
    /// value; <see cref="FailureKind.ResourceNotFound"/>; <see cref="FailureKind.InvalidParameter"/>; <see cref="FailureKind.LimitExceeded"/>.</exception>
    Task<StoredVersion> PutAsync(SecretId id, VersionId token, SecretText text, IReadOnlyList<StageLabel> labels, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a label from the version <paramref name="from"/> and puts it on <paramref name="to"/>, as one step. Null
    /// <paramref name="from"/> where it sits on none; null <paramref name="to"/> to take it off. Moving AWSCURRENT puts
    /// AWSPREVIOUS on the version it left.
    /// </summary>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/> where the label sits elsewhere than
    /// <paramref name="from"/>; <see cref="FailureKind.ResourceNotFound"/>; <see cref="FailureKind.LimitExceeded"/>.</exception>
    Task MoveLabelAsync(SecretId id, StageLabel label, VersionId? from, VersionId? to, CancellationToken cancellationToken);

    /// <summary>Lists the secrets that pass every filter.</summary>
    IAsyncEnumerable<SecretDescription> ListAsync(IReadOnlyList<SecretFilter> filters, CancellationToken cancellationToken);

    /// <summary>Lists the versions of a secret, newest first; those without a label only on request.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.ResourceNotFound"/>.</exception>
    Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(SecretId id, bool includeDeprecated, CancellationToken cancellationToken);

    /// <summary>Adds tags, replacing those of the same key.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.ResourceNotFound"/>; <see cref="FailureKind.InvalidParameter"/>; <see cref="FailureKind.LimitExceeded"/>.</exception>
    Task TagAsync(SecretId id, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>Removes the tags with these keys; absent ones are no error.</summary>
    /// <exception cref="RotationException"><see cref="FailureKind.ResourceNotFound"/>.</exception>
    Task UntagAsync(SecretId id, IReadOnlyList<string> keys, CancellationToken cancellationToken);
}
