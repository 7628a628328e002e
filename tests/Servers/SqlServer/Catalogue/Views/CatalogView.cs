using System.Data;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A system view.</summary>
/// <param name="name">Its name.</param>
/// <param name="columns">Its columns, as "name type" separated by commas.</param>
/// <param name="rows">Its rows, as the caller may see them.</param>
internal sealed class CatalogView(string name, string columns, Func<StatementContext, IEnumerable<object?[]>> rows)
{
    public string Name { get; } = name;

    private IReadOnlyList<RelationColumn> Columns { get; } =
    [
        .. columns.Split(',', StringSplitOptions.TrimEntries).Select(column => column.Split(' ')).Select(parts =>
            new RelationColumn(null, parts[0], parts.Length > 1 ? TypeOf(parts[1]) : SqlDbType.NVarChar)),
    ];

    public Relation Read(StatementContext context) => new(Columns, [.. rows(context)]);

    private static SqlDbType TypeOf(string name) => name switch
    {
        "int" => SqlDbType.Int,
        "tiny" => SqlDbType.TinyInt,
        "small" => SqlDbType.SmallInt,
        "big" => SqlDbType.BigInt,
        "bit" => SqlDbType.Bit,
        "bin" => SqlDbType.VarBinary,
        "date" => SqlDbType.DateTime,
        "guid" => SqlDbType.UniqueIdentifier,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such type of a catalog view's column."),
    };
}
