using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.Tests.MySql;

public sealed class MySqlTargetTests(SharedMySql shared) : MySqlProtocolTargetContract(shared.Server)
{
    /// <summary>The target itself takes what MariaDB takes; the session then refuses what is too long for MySQL.</summary>
    protected override (AccountName Longest, AccountName TooLong) LimitOfNames =>
        (new AccountName(new string('é', 32)), new AccountName(new string('é', 129)));
}
