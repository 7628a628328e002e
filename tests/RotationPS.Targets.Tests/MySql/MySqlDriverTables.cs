using System.Collections;
using System.Reflection;

namespace RotationPS.Targets.Tests.MySql;

/// <summary>Looks into the tables where MySqlConnector keeps connection strings for the whole process.</summary>
internal static class MySqlDriverTables
{
    /// <summary>Every text in a static table of the driver, passwords included.</summary>
    public static IReadOnlyList<string> Texts()
    {
        var pool = typeof(MySqlConnector.MySqlConnection).Assembly.GetType("MySqlConnector.Core.ConnectionPool", throwOnError: true)!;
        return
        [
            .. pool.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
                .Select(field => field.GetValue(null))
                .OfType<IDictionary>()
                .SelectMany(table => table.Keys.Cast<object>())
                .Select(key => key.ToString()!),
        ];
    }
}
