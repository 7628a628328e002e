using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation;

/// <summary>A version of a secret and what it says, as read at one moment.</summary>
/// <param name="Version">The version.</param>
/// <param name="Document">What it says.</param>
internal sealed record SecretSnapshot(SecretVersion Version, SecretDocument Document)
{
    public VersionId Id => Version.VersionId;

    /// <summary>Since when the account has had the password.</summary>
    public DateTimeOffset PasswordDate => Document.PasswordDate(Version);

    /// <summary>The secret by its ARN: a name could be given to another secret meanwhile.</summary>
    public SecretId Secret { get; } = new(Version.Arn);

    public static async Task<SecretSnapshot> ReadAsync(ISecretStore store, SecretId id, VersionReference version, CancellationToken cancellationToken) =>
        Of(await store.GetValueAsync(id, version, cancellationToken).ConfigureAwait(false));

    public static SecretSnapshot Of(SecretValue value) => new(value.Version, SecretDocument.Parse(value.Text));
}
