using RotationPS.Engine.Accounts;
using RotationPS.Targets.MySql.Passwords;
using RotationPS.Targets.MySql.Rights;

namespace RotationPS.Targets.MySql;

/// <summary>The ways to log in of rows after a new password was given, wherever the plugin takes a hash of one.</summary>
internal static class NewPasswords
{
    /// <summary>The rows that have a password, with their new ways to log in.</summary>
    public static IEnumerable<(HostAccount Row, IReadOnlyList<AuthenticationMethod> Methods)> For(
        IEnumerable<HostAccount> rows, Password password, CachingSha2Format cachingSha2) =>
        from row in rows
        where row.TakesHash
        select (row, For(row, password, cachingSha2));

    /// <summary>The new ways to log in of one row.</summary>
    public static IReadOnlyList<AuthenticationMethod> For(HostAccount row, Password password, CachingSha2Format cachingSha2) =>
        [.. row.Methods.Select(method => method.TakesHash ? method.With(password, cachingSha2) : method)];
}
