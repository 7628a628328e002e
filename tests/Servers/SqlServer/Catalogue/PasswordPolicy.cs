namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The password policy of the machine the server runs on, for logins with CHECK_POLICY.</summary>
public sealed class PasswordPolicy
{
    private const int LongestPassword = 128;

    private const int CharacterSets = 3;

    /// <summary>Gets or sets how many characters a password must have.</summary>
    public int MinimumLength { get; set; } = 8;

    /// <summary>Gets or sets how many wrong passwords lock a login; 0 for never.</summary>
    public int LockoutThreshold { get; set; }

    /// <summary>Gets or sets how many former passwords may not come back.</summary>
    public int History { get; set; }

    /// <summary>Gets or sets when a password expires, for logins with CHECK_EXPIRATION.</summary>
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromDays(42);

    /// <summary>Gets or sets how long a locked login stays locked.</summary>
    public TimeSpan LockoutDuration { get; set; } = TimeSpan.FromMinutes(30);

    internal bool IsExpired(ServerPrincipal login, DateTime now) => login.IsExpirationChecked && login.PasswordSet + MaximumAge <= now;

    internal bool IsLocked(ServerPrincipal login, DateTime now) =>
        login.IsPolicyChecked && login.State.LockoutTime is { } since && now < since + LockoutDuration;

    /// <summary>Refuses a password as the policy does.</summary>
    internal void Check(string name, string password, IEnumerable<byte[]> former)
    {
        if (password.Length < MinimumLength)
        {
            throw Failed(15116, "The password does not meet the operating system policy requirements because it is too short.");
        }

        if (password.Length > LongestPassword)
        {
            throw Failed(15117, "The password does not meet the operating system policy requirements because it is too long.");
        }

        bool[] sets = [password.Any(char.IsLower), password.Any(char.IsUpper), password.Any(char.IsDigit), password.Any(letter => !char.IsLetterOrDigit(letter))];
        if (sets.Count(set => set) < CharacterSets || password.Contains(name, StringComparison.OrdinalIgnoreCase))
        {
            throw Failed(15118, "The password does not meet the operating system policy requirements because it is not complex enough.");
        }

        if (former.TakeLast(History).Any(hash => PasswordHash.Matches(password, hash)))
        {
            throw Failed(15115, "The password cannot be used at this time.");
        }
    }

    private static StatementFailedException Failed(int number, string why) => Errors.Of(number, $"Password validation failed. {why}");
}
