namespace RotationPS.Targets.MySql;

/// <summary>How long MySQL or MariaDB may take. Every wait has an end, so that a rotation never hangs on a lock of somebody else.</summary>
public sealed record MySqlLimits
{
    /// <summary>For a connection, login included. Default: 15 seconds.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For one statement, by the driver's clock. Default: 30 seconds.</summary>
    public TimeSpan Statement { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For a lock on the server's own tables (<c>lock_wait_timeout</c>). Default: 10 seconds.</summary>
    public TimeSpan Lock { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// For a client that says nothing (<c>wait_timeout</c>), after which the server ends its session and with it the
    /// account's lock. Default: 10 minutes.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(10);
}
