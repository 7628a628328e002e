using RotationPS.Servers.SqlServer;
using RotationPS.Servers.SqlServer.Catalogue;

namespace RotationPS.Targets.Tests.SqlServer.Catalogue;

/// <summary>A server look-alike with a database, a login in it, and a table.</summary>
public abstract class CatalogueTests
{
    protected const string Administrator = "Adm1n-of-tests";

    protected const string Password = "Shop-4-passw0rd";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected SqlCatalogue Server { get; } = new(Administrator);

    /// <summary>Makes the database shop with the table dbo.orders, and the login and user keeper.</summary>
    protected async Task SetUpAsync()
    {
        await Server.RunAsync($"CREATE DATABASE shop; CREATE LOGIN keeper WITH PASSWORD = N'{Password}', DEFAULT_DATABASE = [shop]");
        await Server.RunAsync(
            "CREATE TABLE dbo.orders (id int IDENTITY(1,1) PRIMARY KEY, price int NULL, secret nvarchar(50) NULL); INSERT INTO dbo.orders (price, secret) VALUES (3, N'a'), (5, N'b'); CREATE USER keeper FOR LOGIN keeper",
            "shop");
    }

    protected ISqlSession LogIn(string user = "keeper", string password = Password, string? database = null, string? newPassword = null) =>
        Server.LogIn(new SqlLoginRequest(user, password, newPassword, database, "tests", IsEncrypted: true));

    protected int Refused(string user = "keeper", string password = Password, string? database = null, string? newPassword = null) =>
        Assert.Throws<SqlRefusedException>(() => LogIn(user, password, database, newPassword)).Errors[0].Number;

    /// <summary>The rows that a batch gives an account in the database shop.</summary>
    protected async Task<IReadOnlyList<IReadOnlyList<object?>>> RowsAsync(string batch, string user = "sa", params SqlArgument[] arguments)
    {
        using var session = LogIn(user, user == "sa" ? Administrator : Password, "shop");
        var answer = await session.ExecuteAsync(batch, arguments, Token);
        Assert.DoesNotContain(answer.Messages, message => message.Class > 10);
        return answer.Results[^1].Rows;
    }

    /// <summary>The number of the first error that a batch gives; 0 for none.</summary>
    protected async Task<int> ErrorAsync(string batch, string user = "keeper", string database = "shop")
    {
        using var session = LogIn(user, user == "sa" ? Administrator : Password, database);
        var answer = await session.ExecuteAsync(batch, [], Token);
        return answer.Messages.FirstOrDefault(message => message.Class > 10)?.Number ?? 0;
    }
}
