using System.Data;
using Microsoft.Data.SqlClient;

namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>Parameters of queries, of the types that the catalogue has.</summary>
internal static class QueryParameter
{
    /// <summary>The bytes of the longest sid.</summary>
    private const int SidBytes = 85;

    /// <summary>A name.</summary>
    public static SqlParameter Of(string parameter, string name) => new(parameter, SqlDbType.NVarChar, SqlServerText.NameLength) { Value = name };

    /// <summary>A sid.</summary>
    public static SqlParameter Of(string parameter, byte[] sid) => new(parameter, SqlDbType.VarBinary, SidBytes) { Value = sid };
}
