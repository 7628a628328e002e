namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The functions that look like variables.</summary>
internal static class GlobalVariables
{
    public static object? Value(string name, StatementContext context) => name.ToUpperInvariant() switch
    {
        "@@VERSION" => context.Catalogue.Version,
        "@@SPID" => context.Session.Spid,
        "@@SERVERNAME" => SqlCatalogue.ServerName,
        "@@SERVICENAME" => "MSSQLSERVER",
        "@@TRANCOUNT" => context.Session.TransactionCount,
        "@@ERROR" => context.Session.LastError,
        "@@ROWCOUNT" => context.Session.RowCount,
        "@@LOCK_TIMEOUT" => context.Session.LockTimeout,
        "@@LANGUAGE" => "us_english",
        "@@MICROSOFTVERSION" => 0x10000000,
        "@@OPTIONS" => 5432 | (context.Session.XactAbort ? 16384 : 0),
        _ => throw new UnknownToCatalogueException(name),
    };
}
