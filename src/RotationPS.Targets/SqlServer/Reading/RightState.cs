namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>The state of a permission, as sys.database_permissions keeps it.</summary>
internal enum RightState
{
    /// <summary>G.</summary>
    Grant,

    /// <summary>W.</summary>
    GrantWithGrantOption,

    /// <summary>D.</summary>
    Deny,

    /// <summary>R: taken from a column of an object on which it is granted.</summary>
    Revoke,
}
