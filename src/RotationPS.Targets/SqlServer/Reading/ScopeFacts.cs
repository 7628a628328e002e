namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>What a pair has on the server, or in one database.</summary>
/// <param name="Scope">The server, or the name of the database, as a difference says it.</param>
/// <param name="BaseUser">The base; null where it is not there.</param>
/// <param name="CloneUser">The clone; null where it is not there.</param>
internal sealed record ScopeFacts(string Scope, PrincipalFacts? BaseUser, PrincipalFacts? CloneUser)
{
    /// <summary>Whether this is the server itself.</summary>
    public bool IsServer { get; init; }

    /// <summary>Whether the two have their passwords here, so that the clone is made with its password.</summary>
    public bool IsHome { get; init; }

    /// <summary>Whether rights are granted here: logins of Azure and Babelfish have none of their own on the server.</summary>
    public bool HasRights { get; init; } = true;

    /// <summary>Whether something else has the name that the clone's user is to have.</summary>
    public bool IsNameTaken { get; init; }

    /// <summary>Whether nothing in it can be changed now.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Why nothing is known of it, as a whole sentence; null where it was read.</summary>
    public string? Unread { get; init; }
}
