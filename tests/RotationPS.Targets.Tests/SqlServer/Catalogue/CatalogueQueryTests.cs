using System.Data;
using RotationPS.Servers.SqlServer;

namespace RotationPS.Targets.Tests.SqlServer.Catalogue;

/// <summary>What queries give.</summary>
public sealed class CatalogueQueryTests : CatalogueTests
{
    [Theory]
    [InlineData("SELECT 1 + 2 * 3", 7)]
    [InlineData("SELECT N'a' + N'b'", "ab")]
    [InlineData("SELECT CASE WHEN NULL = NULL THEN 1 ELSE 2 END", 2)]
    [InlineData("SELECT CASE WHEN N'Ab ' = N'aB' THEN 1 ELSE 0 END", 1)]
    [InlineData("SELECT CASE WHEN N'Ab' = N'aB' COLLATE Latin1_General_BIN2 THEN 1 ELSE 0 END", 0)]
    [InlineData("SELECT CASE WHEN 1 NOT IN (2, NULL) THEN 1 ELSE 0 END", 0)]
    [InlineData("SELECT CASE WHEN N'50%' LIKE N'50!%' ESCAPE N'!' THEN 1 ELSE 0 END", 1)]
    [InlineData("SELECT CASE WHEN N'a_b' LIKE N'a[_]b' THEN 1 ELSE 0 END", 1)]
    [InlineData("SELECT COUNT(*) FROM dbo.orders", 2)]
    [InlineData("SELECT MAX(price) FROM orders", 5)]
    [InlineData("SELECT TOP (1) secret FROM dbo.orders ORDER BY price DESC", "b")]
    [InlineData("SELECT (SELECT o.secret FROM shop.dbo.orders AS o WHERE o.price = x.n) FROM (SELECT 3 AS n) AS x", "a")]
    [InlineData("SELECT COUNT(*) FROM (SELECT 1 AS n UNION SELECT 1 UNION ALL SELECT 1) AS u", 2)]
    [InlineData("SELECT r.name FROM orders AS o CROSS APPLY (SELECT o.secret + N'!' AS name) AS r WHERE o.price = 5", "b!")]
    [InlineData("SELECT COUNT(*) FROM orders AS o LEFT JOIN (SELECT 3 AS n) AS x ON x.n = o.price WHERE x.n IS NULL", 1)]
    [InlineData("SELECT QUOTENAME(N'a]b')", "[a]]b]")]
    [InlineData("SELECT DB_NAME()", "shop")]
    [InlineData("SELECT CONVERT(varchar(20), 0x0A0B, 1)", "0x0A0B")]
    [InlineData("DECLARE @n int = 2; SET @n = @n + 1; IF @n = 3 SELECT N'yes' ELSE SELECT N'no'", "yes")]
    [InlineData("DECLARE @s nvarchar(10); SELECT @s = secret FROM dbo.orders WHERE id = 1; EXEC sp_executesql N'SELECT @p', N'@p nvarchar(10)', @p = @s", "a")]
    [InlineData("BEGIN TRY THROW 50001, N'no', 1 END TRY BEGIN CATCH SELECT ERROR_MESSAGE() END CATCH", "no")]
    [InlineData("WITH big AS (SELECT secret FROM dbo.orders WHERE price > 4) SELECT secret FROM big", "b")]
    [InlineData("SELECT COUNT(*) FROM sys.database_principals WHERE type = N'R' AND is_fixed_role = 1", 9)]
    [InlineData("SELECT type FROM sys.objects WHERE name = N'orders'", "U ")]
    public async Task A_query_gives_what_the_server_gives(string query, object expected)
    {
        await SetUpAsync();

        Assert.Equal(expected, Assert.Single(Assert.Single(await RowsAsync(query))));
    }

    [Theory]
    [InlineData("SELECT nothing FROM sys.database_principals", 207)]
    [InlineData("SELECT name FROM sys.schemas WHERE nothing = 1", 207)]
    [InlineData("SELECT o.name FROM sys.objects AS o WHERE EXISTS (SELECT 1 FROM sys.schemas AS s WHERE s.nothing = o.schema_id)", 207)]
    [InlineData("SELECT x.name FROM sys.certificates AS c", 4104)]
    [InlineData("SELECT name FROM sys.schemas AS a CROSS JOIN sys.objects AS b", 209)]
    [InlineData("SELECT * FROM dbo.nothing", 208)]
    [InlineData("SELECT * FROM nothing.dbo.orders", 911)]
    [InlineData("SELECT FROM", 102)]
    [InlineData("SELECT @nothing", 137)]
    [InlineData("EXEC dbo.nothing", 2812)]
    public async Task A_wrong_query_fails_as_on_the_server(string query, int error)
    {
        await SetUpAsync();

        Assert.Equal(error, await ErrorAsync(query, "sa"));
    }

    [Theory]
    [InlineData("SELECT name FROM sys.triggers")]
    [InlineData("SELECT SOUNDEX(N'a')")]
    [InlineData("CREATE TRIGGER t ON dbo.orders AFTER INSERT AS SELECT 1")]
    [InlineData("EXEC sp_helpuser")]
    public async Task What_is_not_known_is_noted(string batch)
    {
        await SetUpAsync();

        Assert.Equal(50404, await ErrorAsync(batch, "sa"));
        Assert.Single(Server.Unknown);
    }

    [Fact]
    public async Task Columns_have_types_even_without_rows()
    {
        await SetUpAsync();
        using var session = LogIn("sa", Administrator, "shop");

        var answer = await session.ExecuteAsync(
            "SELECT principal_id, sid, is_fixed_role, CONVERT(int, type), create_date AS made FROM sys.database_principals WHERE 1 = 0", [], Token);

        Assert.Equal(
            [SqlDbType.Int, SqlDbType.VarBinary, SqlDbType.Bit, SqlDbType.Int, SqlDbType.DateTime], answer.Results[0].Columns.Select(column => column.Type));
        Assert.Equal(["principal_id", "sid", "is_fixed_role", string.Empty, "made"], answer.Results[0].Columns.Select(column => column.Name));
    }

    [Fact]
    public async Task Arguments_are_variables_and_outputs_come_back()
    {
        await SetUpAsync();
        using var session = LogIn("sa", Administrator, "shop");

        var answer = await session.ExecuteAsync(
            "USE [master]; SET @out = @in + N'!'", [new SqlArgument("@in", "x", false), new SqlArgument("@out", null, true)], Token);

        Assert.Equal("x!", answer.Outputs["@out"]);
        Assert.Equal("shop", session.Database);
        Assert.Contains(Server.Batches, batch => batch.Text.Contains("@out = @in", StringComparison.Ordinal));
    }
}
