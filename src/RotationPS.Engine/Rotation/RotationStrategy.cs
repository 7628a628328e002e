namespace RotationPS.Engine.Rotation;

/// <summary>
/// The two ways to rotate that AWS describes; see
/// https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-strategy.html.
/// </summary>
public enum RotationStrategy
{
    /// <summary>One account, its password changes in place.</summary>
    SingleUser,

    /// <summary>Two accounts take turns; a superuser makes the clone and sets passwords.</summary>
    Alternating,
}
