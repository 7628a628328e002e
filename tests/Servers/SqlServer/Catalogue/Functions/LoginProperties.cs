namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>LOGINPROPERTY.</summary>
internal static class LoginProperties
{
    public static object? Value(object?[] arguments, StatementContext context)
    {
        if (arguments[0] is not string name || context.Server.Login(name) is not { } login)
        {
            return null;
        }

        var mayKnow = context.Access.Login?.Id == login.Id
            || context.Access.Has(new Need(null, SecurableClasses.ServerPrincipal, login.Id, 0, "VIEW DEFINITION"));
        if (!mayKnow)
        {
            return null;
        }

        var policy = context.Catalogue.Policy;
        return ((string)arguments[1]!).ToUpperInvariant() switch
        {
            "BADPASSWORDCOUNT" => login.State.BadPasswords,
            "BADPASSWORDTIME" => login.State.BadPasswordTime ?? new DateTime(1900, 1, 1),
            "DAYSUNTILEXPIRATION" => login.IsExpirationChecked ? (int)(login.PasswordSet + policy.MaximumAge - context.Now).TotalDays : null,
            "DEFAULTDATABASE" => login.DefaultDatabase,
            "DEFAULTLANGUAGE" => login.DefaultLanguage,
            "HISTORYLENGTH" => login.PasswordHistory.Count,
            "ISEXPIRED" => policy.IsExpired(login, context.Now) ? 1 : 0,
            "ISLOCKED" => policy.IsLocked(login, context.Now) ? 1 : 0,
            "ISMUSTCHANGE" => login.MustChange ? 1 : 0,
            "LOCKOUTTIME" => login.State.LockoutTime ?? new DateTime(1900, 1, 1),
            "PASSWORDHASH" => context.Access.HasServer("CONTROL SERVER") ? login.PasswordHash : null,
            "PASSWORDLASTSETTIME" => login.PasswordSet,
            "PASSWORDHASHALGORITHM" => 2,
            _ => null,
        };
    }
}
