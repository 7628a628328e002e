namespace RotationPS.Targets.MySql.Rights;

/// <summary>What a right is a right on.</summary>
internal enum RightLevel
{
    /// <summary>The whole server.</summary>
    Server,

    /// <summary>The whole server, by a dynamic privilege of MySQL; each of these has a grant option of its own.</summary>
    Dynamic,

    /// <summary>A database, or all whose names are like a pattern.</summary>
    Database,

    /// <summary>A table or view.</summary>
    Table,

    /// <summary>A column.</summary>
    Column,

    /// <summary>A function, procedure or package.</summary>
    Routine,

    /// <summary>To act as another account.</summary>
    Proxy,

    /// <summary>The rights of a role.</summary>
    Role,

    /// <summary>A right on the whole server that does not go for one database (partial_revokes of MySQL).</summary>
    Restriction,
}
