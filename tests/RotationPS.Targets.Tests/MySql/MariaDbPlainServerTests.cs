using RotationPS.Targets.MySql;

namespace RotationPS.Targets.Tests.MySql;

public sealed class MariaDbPlainServerTests(SharedMariaDb shared) : PlainServerContract(SharedMySql.LoginTo(shared.Plain))
{
    protected override MySqlTarget Target { get; } = new();
}
