using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>What decides whether the session may create accounts and alter a given one.</summary>
/// <param name="AltersLogins">It has ALTER ANY LOGIN.</param>
/// <param name="ControlsServer">It has CONTROL SERVER.</param>
/// <param name="AltersUsers">It has ALTER ANY USER in its own database.</param>
/// <param name="AltersRoles">It has ALTER ANY ROLE in its own database.</param>
internal sealed record AdminPowers(bool AltersLogins, bool ControlsServer, bool AltersUsers, bool AltersRoles)
{
    /// <summary>Throws, saying what is missing and how to grant it, unless the powers suffice.</summary>
    /// <param name="login">Who is logged in.</param>
    /// <param name="account">Whom it is to manage.</param>
    /// <param name="facts">What is known of that account, as a base without a clone.</param>
    public void Demand(Login login, AccountName account, PairFacts facts)
    {
        var admin = SqlServerText.Identifier(login.User.Value);
        if (facts.IsContained)
        {
            if (!AltersUsers || !AltersRoles)
            {
                var lacks = AltersUsers ? "ALTER ANY ROLE" : "ALTER ANY USER";
                throw ServerFailures.MayNotManage(
                    login, account, $"it lacks {lacks} in this database", $"Have an administrator run there: GRANT {lacks} TO {admin}.");
            }

            return;
        }

        if (!AltersLogins)
        {
            throw ServerFailures.MayNotManage(
                login, account, "it lacks ALTER ANY LOGIN", $"Have an administrator run in master: GRANT ALTER ANY LOGIN TO {admin}.");
        }

        // https://learn.microsoft.com/sql/t-sql/statements/alter-login-transact-sql#permissions
        if (!ControlsServer && new[] { facts.BaseUser, facts.CloneUser }.Any(user => user?.ControlsServer is true))
        {
            throw ServerFailures.MayNotManage(
                login, account, "that account is in sysadmin or has CONTROL SERVER, and only who has CONTROL SERVER too may set its password",
                "Use the secret of a server administrator for this account.");
        }
    }
}
