namespace RotationPS.Targets.Tests.MySql;

public sealed class MySqlTwinCreationTests(SharedMySql shared) : TwinCreationTests(shared.Server);
