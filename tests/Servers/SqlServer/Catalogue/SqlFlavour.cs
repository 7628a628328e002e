namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>Whose rules the catalogue plays by.</summary>
public enum SqlFlavour
{
    /// <summary>SQL Server 2022.</summary>
    SqlServer2022,

    /// <summary>Azure SQL Database: no USE to another database, logins only in master.</summary>
    AzureSqlDatabase,
}
