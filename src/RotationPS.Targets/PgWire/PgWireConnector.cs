using System.Collections.Concurrent;
using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PgWire;

/// <summary>
/// Connects to servers that speak PostgreSQL's protocol. Npgsql keeps a data source for every connection string it is ever
/// given, password included, unless the data source is built by hand and disposed; so each login has its own.
/// </summary>
/// <param name="options">What is particular about these servers.</param>
internal sealed class PgWireConnector(PgWireOptions options)
{
    // Of the servers that may do without encryption, those that last said they have none: asking costs a connection.
    private readonly ConcurrentDictionary<(string Host, int Port), bool> _withoutTls = new();

    /// <summary>
    /// Connects, where encryption is a preference first with it. Npgsql's own "Prefer" would repeat a refused password
    /// without encryption, and have the server count two failed logins. That cannot happen at a server that has no
    /// encryption; one that is known to have none is asked with "Prefer", on the connection that then does without.
    /// </summary>
    /// <exception cref="Exception">Whatever <see cref="PgWireFailures.IsOfDriver"/> knows.</exception>
    public async Task<PgWireConnection> ConnectAsync(Login login, CancellationToken cancellationToken)
    {
        var encryption = EncryptionFor(login.Server);
        var place = (login.Server.Host, login.Server.Port);
        if (encryption is not SslMode.Prefer || _withoutTls.ContainsKey(place))
        {
            return await OpenAsync(login, encryption, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await OpenAsync(login, SslMode.Require, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException failure) when (PgWireFailures.MeansNoTls(failure))
        {
            // The server has said so before it heard who we are.
            _withoutTls[place] = true;
            return await OpenAsync(login, SslMode.Disable, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How a server is to be spoken to; "Prefer" where it may do without encryption but need not.</summary>
    private static SslMode EncryptionFor(ServerAddress server) => server switch
    {
        { Ssl: true } => SslMode.VerifyFull,
        { Ssl: false } => SslMode.Disable,
        { MayBePlain: true } => SslMode.Prefer,
        _ => SslMode.Require,
    };

    private async Task<PgWireConnection> OpenAsync(Login login, SslMode encryption, CancellationToken cancellationToken)
    {
        var isEncrypted = false;
        var source = DataSourceFor(login, encryption, () =>
        {
            isEncrypted = true;
            _withoutTls.TryRemove((login.Server.Host, login.Server.Port), out _);
        });
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return new PgWireConnection(source, connection, isEncrypted);
        }
        catch
        {
            // The connection of a source is closed with it.
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <param name="login">The login.</param>
    /// <param name="encryption">Whether the connection is encrypted.</param>
    /// <param name="encrypts">Hears that the server encrypts the connection.</param>
    private NpgsqlDataSource DataSourceFor(Login login, SslMode encryption, Action encrypts)
    {
        var server = login.Server;
        if (!OneHost.Is(server.Host))
        {
            throw ServerFailures.HostNotOne(server);
        }

        if (login.Password.Reveal().Length == 0)
        {
            // Npgsql would look for a password in the environment and in ~/.pgpass.
            throw ServerFailures.PasswordEmpty(login);
        }

        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = server.Host,
            Port = server.Port,
            Database = server.Database ?? options.DefaultDatabase,
            Username = login.User.Value,
            Password = login.Password.Reveal(),
            ApplicationName = "RotationPS",
            SslMode = encryption,
            GssEncryptionMode = GssEncryptionMode.Disable,
            RequireAuth = server.Ssl is true && !login.IsServerUntrusted ? options.ProofsToVerifiedServer : options.Proofs,
            Pooling = false,
            Enlist = false,
            MaxAutoPrepare = options.KeptStatements,
            AutoPrepareMinUsages = 1,
            Timeout = WholeSeconds.Of(options.Connect),
            CommandTimeout = WholeSeconds.Of(options.Answer),
        };

        // The types of text, numbers and dates are known without the catalogue, and loading it takes longer than a rotation.
        return new NpgsqlSlimDataSourceBuilder(settings.ConnectionString)
            .ConfigureTypeLoading(options => options.EnableTypeLoading(false))
            .EnableTransportSecurity()
            .UseSslClientAuthenticationOptionsCallback(_ => encrypts())
            .Build();
    }
}
