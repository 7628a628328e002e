namespace RotationPS.Targets.PostgreSql;

/// <summary>How long PostgreSQL may take. Every wait has an end, so that a rotation never hangs on a lock of somebody else.</summary>
public sealed record PostgreSqlLimits
{
    /// <summary>For a connection, login included. Default: 15 seconds.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For one statement (<c>statement_timeout</c>). Default: 30 seconds.</summary>
    public TimeSpan Statement { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For a lock on a role that another transaction holds (<c>lock_timeout</c>). Default: 10 seconds.</summary>
    public TimeSpan Lock { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// For a client that has vanished, after which the server ends its session and with it the account's lock. Default:
    /// 60 seconds.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);
}
