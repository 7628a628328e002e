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
    /// <summary>Whether there is anything.</summary>
    public bool Any => Owned || Remote || Policies || Defaults || Mappings || Grants;
}
