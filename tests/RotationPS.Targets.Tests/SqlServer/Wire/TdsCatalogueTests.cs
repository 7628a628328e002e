using Microsoft.Data.SqlClient;
using RotationPS.Servers.SqlServer;
using RotationPS.Servers.SqlServer.Catalogue;

namespace RotationPS.Targets.Tests.SqlServer.Wire;

/// <summary>The catalogue behind the endpoint: the server look-alike as a whole.</summary>
public sealed class TdsCatalogueTests
{
    private const string Administrator = "Adm1n-of-tests";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_login_is_made_and_logs_in_with_its_password_and_with_no_other()
    {
        await using var endpoint = await TdsEndpoint.StartAsync(new SqlCatalogue(Administrator));
        await using (var administrator = await Client.OpenAsync(endpoint, settings => (settings.UserID, settings.Password) = ("sa", Administrator)))
        {
            await Client.ScalarAsync(administrator, "CREATE LOGIN [app] WITH PASSWORD = N'N3w-secret-word'");
            await using var query = new SqlCommand("SELECT name FROM sys.sql_logins WHERE name = @name", administrator);
            query.Parameters.AddWithValue("@name", "app");
            Assert.Equal("app", await query.ExecuteScalarAsync(Token));
        }

        await using var connection = await Client.OpenAsync(endpoint, settings => settings.Password = "N3w-secret-word");
        var refused = await Assert.ThrowsAsync<SqlException>(() => Client.OpenAsync(endpoint, settings => settings.Password = "another"));
        Assert.Equal(18456, refused.Number);
    }
}
