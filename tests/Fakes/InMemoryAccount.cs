namespace RotationPS.Fakes;

/// <summary>An account of the in-memory server. Tests set what they need; logins take the values as they are then.</summary>
public sealed class InMemoryAccount
{
    internal InMemoryAccount(string name, string password) => (Name, Password) = (name, password);

    /// <summary>The account's name.</summary>
    public string Name { get; }

    /// <summary>The password that logs in.</summary>
    public string Password { get; set; }

    /// <summary>The last password, where it goes on working beside the present one; null for none.</summary>
    public string? RetainedPassword { get; set; }

    /// <summary>Whether it may do nothing after a login before it has changed its password.</summary>
    public bool MustChangePassword { get; set; }

    /// <summary>Whether it may create and alter other accounts.</summary>
    public bool IsSuperuser { get; set; }

    /// <summary>Whether it may not log in, whatever the password.</summary>
    public bool IsLocked { get; set; }

    /// <summary>The end of its validity; null for none.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The base account in the mark on a clone; null for an account that is not marked as ours.</summary>
    public string? CloneOf { get; set; }

    /// <summary>Why the mark on it is not to be trusted; null where nothing speaks against it.</summary>
    public string? Doubt { get; set; }

    /// <summary>The account whose rights a clone has by membership; null for none.</summary>
    public string? MemberOf { get; set; }

    /// <summary>The account a clone acts as from its first statement; null for itself.</summary>
    public string? ActsAs { get; set; }

    /// <summary>Rights that no rotation can copy or take away, each with the reason.</summary>
    public Dictionary<string, string> Fixed { get; } = new(StringComparer.Ordinal);

    /// <summary>Attributes and settings that a clone must share with its base.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);
}
