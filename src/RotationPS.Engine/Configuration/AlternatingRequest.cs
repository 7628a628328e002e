using RotationPS.Engine.Accounts;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Configuration;

/// <summary>
/// How two accounts are to alternate. What is null stays as it is where they alternate already, and else is done in the
/// usual way.
/// </summary>
public sealed record AlternatingRequest
{
    /// <summary>The secret of the superuser who makes the clone and sets passwords; a secret that does not alternate yet needs one.</summary>
    public SecretId? SuperuserSecret { get; init; }

    /// <summary>The clone's name; where it is usual, the base account's with <c>_clone</c> behind it.</summary>
    public AccountName? CloneUser { get; init; }

    /// <summary>How the clone comes by its rights.</summary>
    public CloneMode? CloneMode { get; init; }

    /// <summary>The role that both accounts act as. Where it is there already, it goes with any other mode than <see cref="Accounts.CloneMode.SharedOwner"/>.</summary>
    public AccountName? OwnerRole { get; init; }

    /// <summary>The databases whose rights are left as they are; empty for none.</summary>
    public IReadOnlyList<string>? SkippedDatabases { get; init; }

    /// <summary>Where the superuser changes accounts; empty for where applications use them.</summary>
    public string? SuperuserHost { get; init; }

    /// <summary>Whether nothing was said.</summary>
    public bool IsEmpty => this == new AlternatingRequest();

    /// <summary>All of it for one secret: what was not said is taken from the secret's own document, if two accounts alternate there.</summary>
    /// <param name="document">The secret's document.</param>
    internal AlternatingOptions OptionsFor(SecretDocument document)
    {
        var present = document.SuperuserSecretId is null ? new AlternatingOptions() : document.AlternatingOptions;
        var mode = CloneMode ?? present.CloneMode;
        return new AlternatingOptions
        {
            CloneMode = mode,
            OwnerRole = OwnerRole ?? (mode is Accounts.CloneMode.SharedOwner ? present.OwnerRole : null),
            SkippedDatabases = SkippedDatabases ?? present.SkippedDatabases,
            SuperuserHost = (SuperuserHost ?? present.SuperuserHost) is { Length: > 0 } host ? host : null,
        };
    }
}
