namespace RotationPS.Benchmarks.Harness;

/// <summary>How much is measured.</summary>
/// <param name="IsQuick">Whether less will do: every figure within a minute, and each rougher.</param>
internal sealed record Settings(bool IsQuick)
{
    /// <summary>Rounds of one rotation.</summary>
    public int Rounds => IsQuick ? 30 : 200;

    public int WarmUps => IsQuick ? 8 : 20;

    /// <summary>Secrets of the fleet on PostgreSQL.</summary>
    public int FleetSize => IsQuick ? 120 : 1000;

    /// <summary>Rounds of the whole fleet.</summary>
    public int FleetRounds => IsQuick ? 2 : 3;

    /// <summary>Secrets of the fleet on the Secrets Manager endpoint.</summary>
    public int EndpointFleetSize => IsQuick ? 200 : 1000;

    /// <summary>Secrets that AWS's own functions rotate, and ours as many.</summary>
    public int FunctionFleetSize => IsQuick ? 16 : 100;

    /// <summary>Fresh processes for the cold start.</summary>
    public int ColdStarts => IsQuick ? 2 : 7;

    /// <summary>Secrets of the simulated fleet.</summary>
    public int SimulatedFleetSize => 100_000;
}
