namespace RotationPS.Fakes;

/// <summary>The calls of the account target, one name each.</summary>
public enum TargetOperation
{
    /// <summary>A login.</summary>
    LogIn,

    /// <summary>Taking the advisory lock of an account.</summary>
    Lock,

    /// <summary>Letting go of every lock.</summary>
    Unlock,

    /// <summary>Describing an account.</summary>
    Describe,

    /// <summary>Checking what the superuser may do.</summary>
    CheckSuperuser,

    /// <summary>Creating an account.</summary>
    Create,

    /// <summary>An account changing its own password.</summary>
    ChangeOwn,

    /// <summary>The superuser setting a password.</summary>
    Reset,

    /// <summary>Making or aligning a clone.</summary>
    EnsureClone,

    /// <summary>Telling what making or aligning a clone would run.</summary>
    PreviewClone,

    /// <summary>Marking an existing account as a clone.</summary>
    AdoptClone,

    /// <summary>Comparing a clone with its base.</summary>
    CompareRights,
}
