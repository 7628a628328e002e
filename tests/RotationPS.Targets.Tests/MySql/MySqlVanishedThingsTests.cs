namespace RotationPS.Targets.Tests.MySql;

public sealed class MySqlVanishedThingsTests(SharedMySql shared) : VanishedThingsTests(shared.Server);
