namespace RotationPS.Targets.Redshift;

/// <summary>How long Redshift may take. Every wait has an end, so that a rotation never hangs on a transaction of somebody else.</summary>
public sealed record RedshiftLimits
{
    /// <summary>For a connection, login included; a cluster that is at rest takes its time. Default: 30 seconds.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For one statement (<c>statement_timeout</c>). Default: 30 seconds.</summary>
    public TimeSpan Statement { get; init; } = TimeSpan.FromSeconds(30);
}
