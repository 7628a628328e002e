using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql.Passwords;

namespace RotationPS.Targets.MySql.Rights;

/// <summary>One way for an account to log in.</summary>
/// <param name="Plugin">The plugin that decides; empty for the oldest kind of password.</param>
/// <param name="Hash">What the plugin keeps; null where it keeps nothing.</param>
internal sealed record AuthenticationMethod(string Plugin, string? Hash)
{
    /// <summary>
    /// What stands in place of a hash where the row is meant to let nobody in by password: MariaDB's installation writes
    /// the first, MySQL's own accounts have the others.
    /// </summary>
    private static readonly string[] _noPassword = ["invalid", "*THISISNOTAVALIDPASSWORD", "INVALIDSALTANDPASSWORD"];

    /// <summary>Whether its password can be changed without being told to the server, and there is one.</summary>
    public bool TakesHash => PasswordHash.CanMake(Plugin) && !_noPassword.Any(text => Hash?.Contains(text, StringComparison.Ordinal) is true);

    /// <summary>The same method with a new password.</summary>
    public AuthenticationMethod With(Password password, CachingSha2Format cachingSha2) =>
        this with { Hash = PasswordHash.Make(Plugin, password, cachingSha2) };
}
