using RotationPS.Engine.Accounts;
using RotationPS.Targets.PostgreSql;
using RotationPS.Targets.Tests.PgWire;

namespace RotationPS.Targets.Tests.PostgreSql;

public sealed class PostgreSqlWireTests(SharedPostgreSql shared) : PgWireTargetContract(shared.Plain)
{
    protected override PostgreSqlTarget Target { get; } = new();

    protected override IRotationTarget Impatient { get; } = new PostgreSqlTarget(new PostgreSqlLimits { Statement = TimeSpan.FromMilliseconds(50) });
}
