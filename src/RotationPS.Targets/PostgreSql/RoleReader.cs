using Npgsql;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>Tells what roles are, and what the session may do with them, from views that every account may read.</summary>
internal sealed class RoleReader(NpgsqlConnection connection)
{
    /// <summary>Describes a role; null where there is none.</summary>
    public async Task<AccountDescription?> DescribeAsync(AccountName name, CancellationToken cancellationToken) =>
        (await ReadAsync(name, name, cancellationToken).ConfigureAwait(false)).Find(role => role.Name == name)?.Description;

    /// <summary>Describes two roles, null where there is none, and says what the session may do with the first one.</summary>
    public async Task<(AdminPowers Powers, PairDescription Pair)> InspectAsync(AccountName name, AccountName other, CancellationToken cancellationToken)
    {
        var roles = await ReadAsync(name, other, cancellationToken).ConfigureAwait(false);
        var (me, account) = (roles.Find(role => role.IsMe)!, roles.Find(role => role.Name == name));
        var powers = new AdminPowers(
            me.IsSuperuser,
            me.CreatesRoles,
            account?.IsAdministered is true,
            account is not null,
            account?.IsSuperuser is true,
            account?.Replicates is true,
            account?.UsesIam is true,
            me.MayNotSetPasswords);
        var clone = roles.Find(role => role.Name == other);
        var doubt = clone?.OtherMasters is { } masters ? $"may be administered by {masters}, who may not administer '{name}'" : null;
        return (powers, new PairDescription(account?.Description, clone is null ? null : clone.Description with { Doubt = doubt }));
    }

    /// <summary>Reads a row of <see cref="RoleQueries.Roles"/>.</summary>
    public static RoleRow Read(NpgsqlDataReader reader)
    {
        const int firstAttribute = 11;
        return new RoleRow
        {
            Name = new AccountName(reader.GetString(0)),
            IsMe = reader.GetBoolean(1),
            IsBuiltIn = reader.GetBoolean(2),
            ExpiresAt = reader.IsDBNull(3) ? null : new DateTimeOffset(reader.GetDateTime(3)),
            IsAdministered = reader.GetBoolean(4),
            UsesIam = reader.GetBoolean(5),
            MayNotSetPasswords = reader.GetBoolean(6),
            OtherMasters = reader.TextOrNull(7),
            Traits = new RoleTraits
            {
                ValidUntil = reader.TextOrNull(8),
                Comment = reader.TextOrNull(9),
                ConnectionLimit = reader.GetInt32(10),
                Attributes = RoleAttribute.All
                    .Where((_, index) => reader.GetBoolean(firstAttribute + index))
                    .Select(attribute => attribute.Keyword)
                    .ToHashSet(),
            },
        };
    }

    private async Task<List<RoleRow>> ReadAsync(AccountName name, AccountName other, CancellationToken cancellationToken)
    {
        string[] names = [name.Value, other.Value, RoleQueries.None];
        await using var batch = CatalogueBatch.Of(connection, names, [RoleQueries.Roles(connection.PostgreSqlVersion.Major)]);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await CatalogueBatch.RowsAsync(reader, Read, cancellationToken).ConfigureAwait(false);
    }
}
