namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>Reads permissions from rows, and names what they are on as GRANT does.</summary>
internal static class RightReader
{
    /// <summary>A permission on the server; of availability groups the names are in a result of their own.</summary>
    public static SqlRight OnServer(Row row, IReadOnlyList<Row> groups)
    {
        var kind = row.Number(1) ?? 0;
        var keyword = kind switch
        {
            SecurableClass.ServerPrincipal => row.Code(9) == "R" ? "SERVER ROLE" : "LOGIN",
            SecurableClass.Endpoint => "ENDPOINT",
            SecurableClass.AvailabilityGroup => "AVAILABILITY GROUP",
            _ => null,
        };
        var name = kind == SecurableClass.AvailabilityGroup
            ? groups.Where(group => group.Number(0) == row.Number(2)).Select(group => group.Text(1)).FirstOrDefault()
            : row.TextOrNull(8);
        var securable = kind == SecurableClass.Server || keyword is null || name is null ? null : $"{keyword}::{SqlServerText.Identifier(name)}";
        return Right(row, kind, securable, isWhole: kind == SecurableClass.Server);
    }

    /// <summary>A permission in a database; the names of what few databases have are in results of their own.</summary>
    public static SqlRight InDatabase(Row row, IReadOnlyDictionary<(int Class, int Id), string> names)
    {
        var kind = row.Number(1) ?? 0;
        var keyword = kind switch
        {
            SecurableClass.Object => "OBJECT",
            SecurableClass.Schema => "SCHEMA",
            SecurableClass.Type => "TYPE",
            SecurableClass.Principal => row.Code(9) switch
            {
                "R" => "ROLE",
                "A" => "APPLICATION ROLE",
                _ => "USER",
            },
            _ => null,
        };
        var securable = keyword is not null && row.TextOrNull(8) is { } name
            ? $"{keyword}::{SqlServerText.Qualified(row.TextOrNull(7), name)}"
            : names.GetValueOrDefault((kind, row.Number(2) ?? 0));
        return Right(row, kind, securable, isWhole: kind == SecurableClass.Database);
    }

    private static SqlRight Right(Row row, int kind, string? securable, bool isWhole)
    {
        var isNamed = isWhole || (securable is not null && (row.Number(3) is 0 || row.TextOrNull(10) is not null));
        return new SqlRight(kind, isNamed ? securable : $"class {kind}, id {row.Number(2)}", row.TextOrNull(10), row.Text(4))
        {
            IsNamed = isNamed,
            Grantors = [row.Text(6) is "sa" or "dbo" ? null : row.Text(6)],
            State = row.Code(5) switch
            {
                "W" => RightState.GrantWithGrantOption,
                "D" => RightState.Deny,
                "R" => RightState.Revoke,
                _ => RightState.Grant,
            },
        };
    }
}
