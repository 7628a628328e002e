using System.Data;
using Microsoft.Data.SqlClient;
using RotationPS.Servers.SqlServer;
using SqlError = RotationPS.Servers.SqlServer.SqlError;

namespace RotationPS.Targets.Tests.SqlServer.Wire;

/// <summary>Logins at the endpoint, with the client that everybody uses.</summary>
public sealed class TdsEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TdsEncryption.Optional, "Optional", false)]
    [InlineData(TdsEncryption.Optional, "Mandatory", true)]
    [InlineData(TdsEncryption.Required, "Optional", true)]
    [InlineData(TdsEncryption.Required, "Mandatory", true)]
    [InlineData(TdsEncryption.NotSupported, "Optional", false)]
    public async Task A_login_succeeds_with_every_kind_of_encryption(TdsEncryption server, string client, bool isEncrypted)
    {
        var engine = new ScriptedEngine();
        await using var endpoint = await TdsEndpoint.StartAsync(engine, new TdsEndpointOptions { Encryption = server });
        await using var connection = await Client.OpenAsync(endpoint, settings => settings.Encrypt = SqlConnectionEncryptOption.Parse(client));

        Assert.Equal(ConnectionState.Open, connection.State);
        Assert.Equal("16.00.4135", connection.ServerVersion);
        Assert.Equal("master", connection.Database);
        Assert.Equal(new SqlLoginRequest("app", ScriptedEngine.FirstPassword, null, null, "tests", isEncrypted), Assert.Single(engine.Logins));
    }

    [Fact]
    public async Task A_client_that_wants_encryption_leaves_a_server_without_a_certificate()
    {
        var engine = new ScriptedEngine();
        await using var endpoint = await TdsEndpoint.StartAsync(engine, new TdsEndpointOptions { Encryption = TdsEncryption.NotSupported });

        await Assert.ThrowsAsync<SqlException>(() => Client.OpenAsync(endpoint, settings => settings.Encrypt = SqlConnectionEncryptOption.Mandatory));

        Assert.Null(endpoint.Certificate);
        Assert.Empty(engine.Logins);
    }

    [Fact]
    public async Task A_client_that_verifies_does_not_trust_the_certificate()
    {
        var engine = new ScriptedEngine();
        await using var endpoint = await TdsEndpoint.StartAsync(engine);

        await Assert.ThrowsAsync<SqlException>(() => Client.OpenAsync(endpoint, settings =>
        {
            settings.Encrypt = SqlConnectionEncryptOption.Mandatory;
            settings.TrustServerCertificate = false;
            settings.HostNameInCertificate = "localhost";
        }));

        Assert.Empty(engine.Logins);
    }

    [Fact]
    public async Task A_client_that_knows_the_certificate_verifies_it()
    {
        await using var endpoint = await TdsEndpoint.StartAsync(new ScriptedEngine());
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".cer");
        await File.WriteAllBytesAsync(file, endpoint.Certificate!.RawData, Token);
        try
        {
            await using var connection = await Client.OpenAsync(endpoint, settings =>
            {
                settings.Encrypt = SqlConnectionEncryptOption.Mandatory;
                settings.TrustServerCertificate = false;
                settings.ServerCertificate = file;
            });
            Assert.Equal(ConnectionState.Open, connection.State);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_wrong_password_is_refused_with_18456()
    {
        await using var endpoint = await TdsEndpoint.StartAsync(new ScriptedEngine { Password = "another" });

        var refused = await Assert.ThrowsAsync<SqlException>(() => Client.OpenAsync(endpoint));

        Assert.Equal(18456, refused.Number);
        Assert.Equal(14, refused.Class);
        Assert.Equal("Login failed for user 'app'.", refused.Message);
    }

    [Theory]
    [InlineData(18487, "Login failed for user 'app'. Reason: The password of the account has expired.")]
    [InlineData(18488, "Login failed for user 'app'. Reason: The password of the account must be changed.")]
    [InlineData(4060, "Cannot open database \"shop\" requested by the login. The login failed.")]
    public async Task A_refusal_arrives_with_its_number(int number, string message)
    {
        await using var endpoint = await TdsEndpoint.StartAsync(new ScriptedEngine { Refusal = new SqlError(number, 11, 1, message) });

        var refused = await Assert.ThrowsAsync<SqlException>(() => Client.OpenAsync(endpoint));

        Assert.Equal(number, refused.Number);
        Assert.Equal(message, refused.Message);
    }

    [Fact]
    public async Task A_client_changes_its_password_while_it_logs_in()
    {
        var engine = new ScriptedEngine();
        await using var endpoint = await TdsEndpoint.StartAsync(engine);
        var settings = Client.Settings(endpoint);

        await Task.Run(() => SqlConnection.ChangePassword(settings.ConnectionString, "Neu €1"), Token);

        Assert.Equal("Neu €1", engine.Password);
        await using var connection = await Client.OpenAsync(endpoint, other => other.Password = "Neu €1");
        Assert.Equal(ConnectionState.Open, connection.State);
    }

    [Fact]
    public async Task A_login_names_its_database()
    {
        var engine = new ScriptedEngine();
        await using var endpoint = await TdsEndpoint.StartAsync(engine);
        await using var connection = await Client.OpenAsync(endpoint, settings => settings.InitialCatalog = "shop");

        Assert.Equal("shop", Assert.Single(engine.Logins).Database);
        Assert.Equal("shop", connection.Database);
    }

    [Fact]
    public async Task Fifty_connections_are_served_at_once()
    {
        var engine = new ScriptedEngine();
        var all = new Barrier50();
        engine.Answer = async (_, batch, _, _) =>
        {
            await all.ArriveAsync();
            return ScriptedEngine.Gives(new SqlResultSet([new SqlColumn("", SqlDbType.NVarChar)], [[batch]]));
        };
        await using var endpoint = await TdsEndpoint.StartAsync(engine);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            await using var connection = await Client.OpenAsync(endpoint);
            return await Client.ScalarAsync(connection, $"SELECT {number}");
        }));

        Assert.Equal(Enumerable.Range(0, 50).Select(number => $"SELECT {number}"), answers);
    }

    [Fact]
    public async Task The_end_of_the_endpoint_ends_its_connections()
    {
        var engine = new ScriptedEngine();
        var endpoint = await TdsEndpoint.StartAsync(engine);
        await using var connection = await Client.OpenAsync(endpoint);
        Assert.Equal(1, endpoint.ConnectionCount);

        await endpoint.DisposeAsync();

        Assert.True(engine.Sessions.Single().Disposed.IsCompleted);
        Assert.Equal(0, endpoint.ConnectionCount);
        await Assert.ThrowsAsync<SqlException>(() => Client.ScalarAsync(connection, "SELECT 1"));
    }

    [Fact]
    public async Task A_failure_of_the_engine_fails_the_test_at_the_latest_when_the_endpoint_ends()
    {
        var engine = new ScriptedEngine();
        engine.Answers((_, _) => throw new NotSupportedException("unknown"));
        var endpoint = await TdsEndpoint.StartAsync(engine);
        await using var connection = await Client.OpenAsync(endpoint);
        Assert.Equal(50000, (await Assert.ThrowsAsync<SqlException>(() => Client.ScalarAsync(connection, "DANCE"))).Number);

        var failed = await Assert.ThrowsAsync<AggregateException>(async () => await endpoint.DisposeAsync());

        Assert.Equal("unknown", Assert.Single(failed.InnerExceptions).Message);
    }
}
