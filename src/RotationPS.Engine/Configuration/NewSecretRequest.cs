using RotationPS.Engine.Accounts;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Configuration;

/// <summary>A secret to be made for an account.</summary>
public sealed record NewSecretRequest
{
    /// <summary>The secret's name.</summary>
    public required string Name { get; init; }

    /// <summary>The secret's description; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>The secret's tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>When it is to be rotated; its tags keep it.</summary>
    public ScheduleRequest Terms { get; init; } = new();

    /// <summary>The engine name.</summary>
    public required string Engine { get; init; }

    /// <summary>The server.</summary>
    public required string Host { get; init; }

    /// <summary>The port; null for the engine's own.</summary>
    public int? Port { get; init; }

    /// <summary>The database; null for the engine's own.</summary>
    public string? Database { get; init; }

    /// <summary>What the secret says of TLS; null for nothing.</summary>
    public bool? Ssl { get; init; }

    /// <summary>The account.</summary>
    public required AccountName User { get; init; }

    /// <summary>Its present password; null where the superuser is to create the account with a generated one.</summary>
    public Password? Password { get; init; }

    /// <summary>The superuser's secret; null for none.</summary>
    public SecretId? SuperuserSecret { get; init; }

    /// <summary>Whether the account alternates with a clone; needs a superuser.</summary>
    public bool IsAlternating { get; init; }

    /// <summary>The clone's name; null for the account's with <c>_clone</c> behind it.</summary>
    public AccountName? CloneUser { get; init; }

    /// <summary>How the account and its clone alternate, where that is not the usual way.</summary>
    public AlternatingOptions Alternating { get; init; } = new();

    /// <summary>Whether a single user's former password goes on working after a rotation; the server has to be able to.</summary>
    public bool KeepsFormerPassword { get; init; }

    /// <summary>What a generated password looks like.</summary>
    public PasswordPolicy Passwords { get; init; } = new();
}
