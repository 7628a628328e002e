namespace RotationPS.Engine.Accounts;

/// <summary>How a clone comes by the rights of its base. A target says which of them it knows.</summary>
public enum CloneMode
{
    /// <summary>
    /// The clone is a member of the base and acts as it from the first statement, so that whatever it creates belongs to
    /// the base.
    /// </summary>
    ActAs,

    /// <summary>
    /// The clone is a member of the base, as AWS's rotation functions make it. What it creates belongs to the clone, and
    /// the base is locked out of it.
    /// </summary>
    Member,

    /// <summary>
    /// Both accounts act as one owner role that cannot log in, and what either creates belongs to it. Neither is a member
    /// of the other, so neither can change the other's password.
    /// </summary>
    SharedOwner,

    /// <summary>Both accounts exist already. The clone is never made and its rights are never changed; only its password is set.</summary>
    Existing,

    /// <summary>Every right of the base is given to the clone too, one by one.</summary>
    Copy,
}
