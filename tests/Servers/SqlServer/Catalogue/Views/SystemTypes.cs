namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The types that every database has, with their ids in sys.types.</summary>
internal static class SystemTypes
{
    public static IReadOnlyDictionary<string, (byte Id, short Length)> All { get; } = new Dictionary<string, (byte Id, short Length)>(StringComparer.OrdinalIgnoreCase)
    {
        ["image"] = (34, 16), ["text"] = (35, 16), ["uniqueidentifier"] = (36, 16), ["date"] = (40, 3), ["datetime2"] = (42, 8), ["tinyint"] = (48, 1),
        ["smallint"] = (52, 2), ["int"] = (56, 4), ["smalldatetime"] = (58, 4), ["money"] = (60, 8), ["datetime"] = (61, 8), ["sql_variant"] = (98, 8016),
        ["ntext"] = (99, 16), ["bit"] = (104, 1), ["decimal"] = (106, 17), ["numeric"] = (108, 17), ["bigint"] = (127, 8), ["varbinary"] = (165, 8000),
        ["varchar"] = (167, 8000), ["binary"] = (173, 8000), ["char"] = (175, 8000), ["nvarchar"] = (231, 8000), ["nchar"] = (239, 8000), ["xml"] = (241, -1),
    };
}
