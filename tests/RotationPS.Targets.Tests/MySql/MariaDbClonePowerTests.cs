namespace RotationPS.Targets.Tests.MySql;

public sealed class MariaDbClonePowerTests(SharedMariaDb shared) : ClonePowerTests(shared.Plain);
