namespace RotationPS.Engine.Recovery;

/// <summary>What is checked of a secret.</summary>
public enum CheckName
{
    /// <summary>The secret can be read and is ours to rotate.</summary>
    Secret,

    /// <summary>Where the staging labels sit, and whether a rotation is unfinished.</summary>
    Labels,

    /// <summary>AWSCURRENT logs in.</summary>
    Current,

    /// <summary>The connection is encrypted as the secret wants it.</summary>
    Tls,

    /// <summary>The pending version can be finished.</summary>
    Pending,

    /// <summary>AWSPREVIOUS logs in, so that the last rotation, or change of strategy, can be undone.</summary>
    Previous,

    /// <summary>The superuser logs in.</summary>
    Superuser,

    /// <summary>The superuser may do what a rotation needs.</summary>
    SuperuserRights,

    /// <summary>The clone exists, is ours and may log in.</summary>
    Clone,

    /// <summary>The clone has the rights of its base.</summary>
    CloneRights,

    /// <summary>How old the password of AWSCURRENT is, against the schedule in the secret's tags.</summary>
    Age,
}
