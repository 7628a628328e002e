namespace RotationPS.Targets.SqlServer;

/// <summary>How long SQL Server may take. Every wait has an end, so that a rotation never hangs on a lock of somebody else.</summary>
public sealed record SqlServerLimits
{
    /// <summary>For a connection, login included. Default: 15 seconds.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For one batch. Default: 30 seconds.</summary>
    public TimeSpan Statement { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For a lock that another transaction holds (<c>LOCK_TIMEOUT</c>). Default: 10 seconds.</summary>
    public TimeSpan Lock { get; init; } = TimeSpan.FromSeconds(10);
}
