using RotationPS.Engine.Accounts;
using RotationPS.Targets.Redshift;
using RotationPS.Targets.Tests.PgWire;

namespace RotationPS.Targets.Tests.Redshift;

public sealed class RedshiftWireTests(StandInForRedshift standIn) : PgWireTargetContract(standIn.Server)
{
    protected override RedshiftTarget Target { get; } = new();

    protected override IRotationTarget Impatient { get; } = new RedshiftTarget(new RedshiftLimits { Statement = TimeSpan.FromMilliseconds(50) });
}
