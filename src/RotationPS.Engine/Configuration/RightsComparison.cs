using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Configuration;

/// <summary>How the two accounts of a secret differ.</summary>
public sealed record RightsComparison
{
    /// <summary>The secret's name.</summary>
    public required string Name { get; init; }

    /// <summary>The secret's ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The two accounts.</summary>
    public required AccountPair Accounts { get; init; }

    /// <summary>What they do not share; empty where the clone is a true twin.</summary>
    public required IReadOnlyList<RightsDifference> Differences { get; init; }

    /// <summary>Lets the superuser of a secret look at both accounts. Changes nothing.</summary>
    /// <param name="environment">What to read with.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.NotApplicable"/> for a single user; what is wrong with the
    /// secrets; or why the superuser cannot look.</exception>
    public static async Task<RightsComparison> ReadAsync(RotationEnvironment environment, SecretId secret, CancellationToken cancellationToken)
    {
        var current = await SecretSnapshot.ReadAsync(environment.Store, secret, VersionReference.Current, cancellationToken).ConfigureAwait(false);
        var context = new RotationContext(environment, new RotationOptions(), current);
        if (current.Document.SuperuserSecretId is not { } superuserSecret)
        {
            throw ConfigurationFailures.NoTwin(current.Document.UserName);
        }

        var terms = current.Document.CloneTermsFor(context.Target);
        var superuser = new Superuser(
            environment, superuserSecret, context.Target, current.Document.SuperuserServerFor(context.Target), context.Accounts);
        await using var session = await superuser.LogInAsync(cancellationToken).ConfigureAwait(false);
        return new RightsComparison
        {
            Name = current.Version.Name,
            Arn = current.Version.Arn,
            Accounts = context.Accounts,
            Differences = await session.CompareRightsAsync(terms, cancellationToken).ConfigureAwait(false),
        };
    }
}
