using System.Security.Cryptography;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer;

/// <summary>
/// The ways a new password stands in a statement. SQL Server takes the password itself or its hash, and no hash for an
/// account whose passwords it checks (CHECK_POLICY). Such an account gets an interim password first, which is worthless a
/// moment later, and then as itself the real one in the packet of a login, so that no text ever holds that one.
/// </summary>
/// <param name="Hashed">The hash of the password.</param>
/// <param name="Interim">The interim password.</param>
/// <param name="Open">
/// The password itself, for users of contained databases and for Azure, where there is no other way. The server keeps the
/// text of statements with passwords out of its traces:
/// https://learn.microsoft.com/sql/relational-databases/sql-trace/sql-trace.
/// </param>
internal sealed record PasswordClause(string Hashed, string Interim, string Open)
{
    private const int InterimBytes = 24;

    /// <summary>What stands in a plan.</summary>
    public static PasswordClause Masked { get; } = new("'********' HASHED", "N'********'", "N'********'");

    public static PasswordClause Of(Password password, Password interim) => new(
        $"{PasswordHash.Create(password)} HASHED", SqlServerText.Literal(interim.Reveal()), SqlServerText.Literal(password.Reveal()));

    /// <summary>A password that nobody will know and every policy takes: of all four kinds of characters, and without anybody's name.</summary>
    public static Password NewInterim() => new("!7a#Z" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(InterimBytes)));
}
