namespace RotationPS.Engine.Accounts;

/// <summary>How a clone comes by the rights of its base.</summary>
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
}
