namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>What a login has on the server, or a user in a database.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Sid">What tells it from every other.</param>
internal sealed record PrincipalFacts(string Name, byte[] Sid)
{
    /// <summary>The name of its owner in every database.</summary>
    public const string DatabaseOwner = "dbo";

    private const string OwnersRole = "db_owner";

    /// <summary>Whether it is a login with a password, or such a login's user.</summary>
    public bool IsSql { get; init; } = true;

    /// <summary>Whether it may not log in.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Whether the server checks its passwords against a policy.</summary>
    public bool ChecksPolicy => Settings.GetValueOrDefault(LoginSettings.Policy) == LoginSettings.On;

    /// <summary>Settings by their word in CREATE or ALTER.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public IReadOnlySet<string> Roles { get; init; } = new HashSet<string>();

    public IReadOnlyList<SqlRight> Rights { get; init; } = [];

    public IReadOnlyList<Holding> Holdings { get; init; } = [];

    /// <summary>Whether it may do as it likes with the server.</summary>
    public bool ControlsServer => Roles.Contains("sysadmin") || Has("CONTROL SERVER");

    /// <summary>Whether it may do as it likes with the server, or make others that may.</summary>
    public bool Administers => ControlsServer || Roles.Contains("securityadmin") || Has("ALTER ANY LOGIN");

    /// <summary>
    /// The owner of a database as a measure for another user: a database has one owner, and in the role db_owner another
    /// one may do the same.
    /// </summary>
    public PrincipalFacts AsOwnerOf(string database) => this with
    {
        Settings = new Dictionary<string, string> { [LoginSettings.Schema] = DatabaseOwner },
        Roles = new HashSet<string> { OwnersRole },
        Rights = [.. Rights.Where(right => right.Class == SecurableClass.Database && right.Permission == "CONNECT")],
        Holdings = [new Holding("DATABASE", database)],
    };

    /// <summary>An owner as a measure for another user: what it owns the other one gets CONTROL of.</summary>
    public PrincipalFacts WithControlOfHoldings() => this with { Rights = [.. Rights, .. Holdings.Select(holding => holding.Control).OfType<SqlRight>()] };

    private bool Has(string permission) =>
        Rights.Any(right => right.Class == SecurableClass.Server && right.Permission == permission && right.State is not RightState.Deny);
}
