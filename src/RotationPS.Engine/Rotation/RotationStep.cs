namespace RotationPS.Engine.Rotation;

/// <summary>The steps of a rotation: AWS's four, and what comes before them.</summary>
public enum RotationStep
{
    /// <summary>AWSCURRENT is read and says whose turn it is.</summary>
    Plan,

    /// <summary>The account that does the work logs in and takes the account's lock.</summary>
    Lock,

    /// <summary>createSecret: the next version is made, with AWSPENDING.</summary>
    CreateSecret,

    /// <summary>setSecret: the server gets the new password.</summary>
    SetSecret,

    /// <summary>testSecret: a fresh login with the pending version.</summary>
    TestSecret,

    /// <summary>finishSecret: AWSCURRENT moves.</summary>
    FinishSecret,
}
