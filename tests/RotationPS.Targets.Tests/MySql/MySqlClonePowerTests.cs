namespace RotationPS.Targets.Tests.MySql;

public sealed class MySqlClonePowerTests(SharedMySql shared) : ClonePowerTests(shared.Server);
