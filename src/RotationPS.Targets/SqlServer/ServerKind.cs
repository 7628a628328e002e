namespace RotationPS.Targets.SqlServer;

/// <summary>What decides how a server is to be worked with.</summary>
/// <param name="IsAzure">Azure SQL Database: logins live in master, and a connection stays in its database.</param>
/// <param name="IsBabelfish">Babelfish for PostgreSQL: neither sids nor hashes can be given to logins.</param>
internal readonly record struct ServerKind(bool IsAzure, bool IsBabelfish)
{
    /// <summary>See https://learn.microsoft.com/sql/t-sql/functions/serverproperty-transact-sql.</summary>
    private const int AzureSqlDatabase = 5;

    /// <summary>Whether a login may be given a hash, and changes its password in the packet of a login.</summary>
    public bool IsClassic => !IsAzure && !IsBabelfish;

    public static ServerKind Of(int? engineEdition, int? babelfish) => new(engineEdition == AzureSqlDatabase, babelfish == 1);
}
