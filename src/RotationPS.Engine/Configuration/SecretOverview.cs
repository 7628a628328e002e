using RotationPS.Engine.Accounts;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Configuration;

/// <summary>What a secret rotates and how, at a glance and without its password.</summary>
public sealed record SecretOverview
{
    /// <summary>The secret's name.</summary>
    public required string Name { get; init; }

    /// <summary>The secret's ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>How it rotates.</summary>
    public required RotationStrategy Strategy { get; init; }

    /// <summary>The engine name.</summary>
    public required string Engine { get; init; }

    /// <summary>The server.</summary>
    public required string Host { get; init; }

    /// <summary>The account of AWSCURRENT.</summary>
    public required AccountName UserName { get; init; }

    /// <summary>The clone, where two accounts alternate; else null.</summary>
    public required AccountName? CloneUserName { get; init; }

    /// <summary>When the version that is AWSCURRENT was made.</summary>
    public required DateTimeOffset LastRotated { get; init; }

    /// <summary>Whether a rotation was begun and not finished.</summary>
    public required bool IsUnfinished { get; init; }

    /// <summary>Reads it.</summary>
    /// <param name="store">Where the secret is.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<SecretOverview> ReadAsync(ISecretStore store, SecretId secret, CancellationToken cancellationToken)
    {
        var current = await SecretSnapshot.ReadAsync(store, secret, VersionReference.Current, cancellationToken).ConfigureAwait(false);
        var labels = await store.DescribeAsync(current.Secret, cancellationToken).ConfigureAwait(false);
        var document = current.Document;
        var strategy = RotationContext.StrategyOf(document);
        return new SecretOverview
        {
            Name = current.Version.Name,
            Arn = current.Version.Arn,
            Strategy = strategy,
            Engine = document.Engine!,
            Host = document.Host!,
            UserName = document.UserName,
            CloneUserName = strategy is RotationStrategy.Alternating ? document.Accounts.CloneUser : null,
            LastRotated = current.Version.CreatedDate,
            IsUnfinished = RotationContext.Unfinished(labels) is not null,
        };
    }
}
