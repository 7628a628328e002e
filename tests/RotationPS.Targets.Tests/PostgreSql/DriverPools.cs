using System.Collections;
using System.Reflection;

namespace RotationPS.Targets.Tests.PostgreSql;

/// <summary>Looks into the table where Npgsql keeps a data source for every connection string it is given.</summary>
internal static class DriverPools
{
    public static IReadOnlyList<string> Keys()
    {
        var manager = typeof(Npgsql.NpgsqlConnection).Assembly.GetType("Npgsql.PoolManager", throwOnError: true)!;
        var pools = manager
            .GetMembers(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Select(member => member switch
            {
                FieldInfo field => field.GetValue(null),
                PropertyInfo property => property.GetValue(null),
                _ => null,
            })
            .OfType<IDictionary>()
            .First();
        return [.. pools.Keys.Cast<string>()];
    }
}
