namespace RotationPS.Targets.PostgreSql;

/// <summary>Of which kinds a pair and its owner role have anything at all.</summary>
/// <param name="Owned">Objects, here and of the whole server.</param>
/// <param name="Remote">Objects or rights in other databases.</param>
/// <param name="Policies">Row security policies that name them.</param>
/// <param name="Defaults">Default privileges, their own or for them.</param>
/// <param name="Mappings">Credentials at foreign servers.</param>
/// <param name="Grants">Rights that were granted directly.</param>
internal sealed record TwinHoldings(bool Owned, bool Remote, bool Policies, bool Defaults, bool Mappings, bool Grants)
{
    private const string DefaultPrivileges = "pg_default_acl";
    private const string UserMappings = "pg_user_mapping";

    /// <summary>All of them: of roles that came with the server nothing is noted, so of those everything is asked.</summary>
    public static TwinHoldings All { get; } = new(true, true, true, true, true, true);

    /// <summary>Whether there is anything.</summary>
    public bool Any => Owned || Remote || Policies || Defaults || Mappings || Grants;

    /// <param name="dependencies">What depends on the pair and its owner role.</param>
    /// <param name="accounts">The pair.</param>
    /// <param name="holders">Whose objects and rights are asked for.</param>
    public static TwinHoldings Of(IReadOnlyList<RoleDependency> dependencies, IReadOnlyList<string> accounts, IReadOnlyList<string> holders)
    {
        var here = dependencies.Where(dependency => dependency.IsHere).ToList();
        return new TwinHoldings(
            here.Exists(dependency =>
                dependency.Kind == RoleDependency.Owner && dependency.Catalogue is not (DefaultPrivileges or UserMappings) && holders.Contains(dependency.Role)),
            dependencies.Any(dependency =>
                !dependency.IsHere && dependency.Kind is RoleDependency.Owner or RoleDependency.Grant && accounts.Contains(dependency.Role)),
            here.Exists(dependency => dependency.Kind == RoleDependency.Policy),
            here.Exists(dependency => dependency.Catalogue == DefaultPrivileges),
            here.Exists(dependency => dependency.Catalogue == UserMappings),
            here.Exists(dependency => dependency.Kind == RoleDependency.Grant && holders.Contains(dependency.Role)));
    }
}
