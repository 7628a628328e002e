using RotationPS.Targets.PostgreSql;

namespace RotationPS.Targets.Tests.PostgreSql;

public sealed class PostgreSqlPlainServerTests(SharedPostgreSql shared) : PlainServerContract(SharedPostgreSql.LoginTo(shared.Plain))
{
    protected override PostgreSqlTarget Target { get; } = new();
}
