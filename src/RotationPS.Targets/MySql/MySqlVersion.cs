using System.Globalization;

namespace RotationPS.Targets.MySql;

/// <summary>Which of the two servers answers, and what its version can do.</summary>
/// <param name="IsMariaDb">Whether it is MariaDB.</param>
/// <param name="Number">Its version.</param>
internal sealed record MySqlVersion(bool IsMariaDb, Version Number)
{
    /// <summary>Since then MariaDB keeps accounts in one JSON document each.</summary>
    private static readonly Version _globalPriv = new(10, 4, 2);

    /// <summary>The most characters of a user name that any of the servers takes.</summary>
    public const int LongestName = 128;

    /// <summary>MariaDB takes 128 characters (80 until 10.1), MySQL 32 since 5.7.8 and 16 before.</summary>
    public int NameCharacters => IsMariaDb
        ? Number >= new Version(10, 2) ? LongestName : 80
        : Number >= new Version(5, 7, 8) ? 32 : 16;

    /// <summary>How the server keeps passwords of caching_sha2_password, a setting of it.</summary>
    public Passwords.CachingSha2Format CachingSha2 { get; init; } = Passwords.CachingSha2Format.Usual;

    public string Product => IsMariaDb ? "MariaDB" : "MySQL";

    /// <summary>Whether accounts are JSON documents in mysql.global_priv.</summary>
    public bool HasGlobalPriv => IsMariaDb && Number >= _globalPriv;

    /// <summary>Whether an account can be locked.</summary>
    public bool HasAccountLock => IsMariaDb ? Number >= _globalPriv : Number >= new Version(5, 7, 6);

    /// <summary>Whether roles exist; in MariaDB they are names, in MySQL accounts.</summary>
    public bool HasRoles => IsMariaDb ? Number >= new Version(10, 0, 5) : Number.Major >= 8;

    /// <summary>Whether an account can hold two passwords.</summary>
    public bool HoldsTwoPasswords => !IsMariaDb && Number >= new Version(8, 0, 14);

    /// <summary>Whether GRANT makes a missing account unless told not to.</summary>
    public bool HasAutoCreate => IsMariaDb || Number.Major < 8;

    /// <summary>Whether the server has privileges that each have a grant option of their own.</summary>
    public bool HasDynamicPrivileges => !IsMariaDb && Number.Major >= 8;

    /// <summary>The plugin of an account for which nobody chose one.</summary>
    public string UsualPlugin => IsMariaDb || Number.Major < 8 ? Passwords.PasswordHash.Native : Passwords.PasswordHash.CachingSha2;

    /// <summary>Reads what VERSION() says, for example 10.11.18-MariaDB-0+deb12u1 or 8.0.36.</summary>
    public static MySqlVersion Parse(string text)
    {
        var isMariaDb = text.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);

        // Some MariaDB servers put a version before their own that old replicas understand.
        const string prefix = "5.5.5-";
        var own = isMariaDb && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
        var parts = own.Split('.', 3);
        return new MySqlVersion(isMariaDb, new Version(Digits(parts, 0), Digits(parts, 1), Digits(parts, 2)));
    }

    private static int Digits(string[] parts, int index)
    {
        var digits = index < parts.Length ? string.Concat(parts[index].TakeWhile(char.IsAsciiDigit)) : string.Empty;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
