using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.Tests.MySql;

public sealed class MariaDbTargetTests(SharedMariaDb shared) : MySqlProtocolTargetContract(shared.Plain)
{
    protected override (AccountName Longest, AccountName TooLong) LimitOfNames =>
        (new AccountName(new string('é', 128)), new AccountName(new string('é', 129)));
}
