namespace Amazon.SecretsManager.Model;

/// <summary>When the service rotates a secret.</summary>
public sealed class RotationRulesType
{
    /// <summary>The days between two rotations.</summary>
    public long? AutomaticallyAfterDays { get; set; }

    /// <summary>The length of the window, such as <c>3h</c>.</summary>
    public string? Duration { get; set; }

    /// <summary>A <c>cron()</c> or <c>rate()</c> expression.</summary>
    public string? ScheduleExpression { get; set; }
}
