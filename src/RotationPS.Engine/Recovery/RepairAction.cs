namespace RotationPS.Engine.Recovery;

/// <summary>What can be done about a rotation that stopped halfway, or about an account that somebody else has changed.</summary>
public enum RepairAction
{
    /// <summary>Finish the pending version.</summary>
    Resume,

    /// <summary>Take AWSPENDING off a version whose password no account has.</summary>
    Abandon,

    /// <summary>Let the superuser set the account's password to what AWSCURRENT says.</summary>
    Reconcile,
}
