using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.MySql;

/// <summary>
/// What says that an account is a clone of ours, and of whom. The two servers have no comment on accounts in common, so
/// it is one more row of the clone's name: locked, with a password that nobody knows, for a host that cannot exist
/// (RFC 6761 keeps the domain <c>invalid</c> free), named after the base.
/// </summary>
internal static class CloneMark
{
    private const string Prefix = "clone-of-";
    private const string Suffix = ".rotationps.invalid";

    /// <summary>The host of the mark; at most 60 characters, which every version takes.</summary>
    public static string HostFor(AccountName baseAccount) => Prefix + AccountLockName.Hash(baseAccount) + Suffix;

    public static bool Is(string host) =>
        host.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && host.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The hash of the base's name in a mark.</summary>
    public static string HashIn(string host) => host[Prefix.Length..^Suffix.Length].ToLowerInvariant();
}
