using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>Accounts of PostgreSQL, and of the services that speak its language: Amazon RDS and Aurora.</summary>
public sealed class PostgreSqlTarget : IRotationTarget
{
    private readonly PostgreSqlLimits _limits;

    /// <param name="limits">How long the server may take; the defaults where it is left out.</param>
    public PostgreSqlTarget(PostgreSqlLimits? limits = null) => _limits = limits ?? new PostgreSqlLimits();

    /// <inheritdoc/>
    public IReadOnlyList<string> Engines { get; } = ["postgres", "aurora-postgresql"];

    /// <inheritdoc/>
    public int DefaultPort => 5432;

    /// <inheritdoc/>
    public string DefaultDatabase => "postgres";

    /// <inheritdoc/>
    public string DefaultExcludeCharacters => ":/@\"'\\";

    /// <inheritdoc/>
    public void CheckName(AccountName name)
    {
        var bytes = PostgreSqlText.BytesOf(name.Value);
        if (bytes > PostgreSqlText.NameBytes)
        {
            throw PostgreSqlFailures.NameTooLong(name, bytes);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Preview(AccountChange change) => PostgreSqlStatements.Preview(change);

    /// <inheritdoc/>
    public async Task<ITargetSession> LogInAsync(Login login, CancellationToken cancellationToken)
    {
        CheckName(login.User);
        var source = PostgreSqlConnector.DataSourceFor(login, DefaultDatabase, _limits);
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            var session = new PostgreSqlSession(login, source, connection, this);
            await session.PrepareAsync(_limits, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (Exception failure)
        {
            // The connection of a source is closed with it.
            await source.DisposeAsync().ConfigureAwait(false);
            if (failure is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException or IOException)
            {
                throw PostgreSqlFailures.OfLogin(login, failure);
            }

            throw;
        }
    }
}
