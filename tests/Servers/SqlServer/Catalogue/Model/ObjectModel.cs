using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A table, view or procedure.</summary>
internal sealed class ObjectModel
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required int SchemaId { get; set; }

    /// <summary>Gets U, V, P, FN or TF.</summary>
    public required string Type { get; init; }

    public int? OwnerId { get; set; }

    public DateTime Created { get; init; }

    public List<ColumnModel> Columns { get; private set; } = [];

    public List<object?[]> Rows { get; private set; } = [];

    public int NextIdentity { get; set; } = 1;

    /// <summary>Gets the query of a view.</summary>
    public QueryExpression? Query { get; init; }

    public string TypeDescription => Type switch
    {
        "U" => "USER_TABLE",
        "V" => "VIEW",
        "P" => "SQL_STORED_PROCEDURE",
        "FN" => "SQL_SCALAR_FUNCTION",
        _ => "SQL_TABLE_VALUED_FUNCTION",
    };

    public ObjectModel Copy()
    {
        var copy = (ObjectModel)MemberwiseClone();
        copy.Columns = [.. Columns];
        copy.Rows = [.. Rows];
        return copy;
    }
}
