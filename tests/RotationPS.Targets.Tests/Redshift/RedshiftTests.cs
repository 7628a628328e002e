using RotationPS.Engine.Accounts;
using RotationPS.Targets.Redshift;

namespace RotationPS.Targets.Tests.Redshift;

/// <summary>What tests on the stand-in have in common.</summary>
public abstract class RedshiftTests(StandInForRedshift standIn) : TargetTests
{
    protected StandInForRedshift StandIn { get; } = standIn;

    protected override RedshiftTarget Target { get; } = new();

    protected static string Quoted(AccountName name) => RedshiftStatements.Identifier(name);

    /// <summary>Adds an account; the attributes are words of CREATE ROLE.</summary>
    protected async Task<Login> AddAsync(string? name = null, string attributes = "")
    {
        var login = StandIn.LoginOf(name ?? NewName().Value, NewPassword().Reveal());
        await StandIn.Server.ExecuteAsync($"CREATE ROLE {Quoted(login.User)} LOGIN {attributes} PASSWORD '{login.Password.Reveal()}'");
        return login;
    }

    /// <summary>
    /// Adds a superuser. The one that the server begins with has a SCRAM password, for it was there before the server's
    /// settings.
    /// </summary>
    protected Task<Login> AddSuperuserAsync() => AddAsync(attributes: "SUPERUSER");
}
