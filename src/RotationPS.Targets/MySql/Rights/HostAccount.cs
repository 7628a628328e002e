namespace RotationPS.Targets.MySql.Rights;

/// <summary>One row of an account: what the server knows of it for one host.</summary>
internal sealed record HostAccount
{
    public required string User { get; init; }

    public required string Host { get; init; }

    /// <summary>The ways to log in; one of them suffices.</summary>
    public required IReadOnlyList<AuthenticationMethod> Methods { get; init; }

    /// <summary>What is not as usual.</summary>
    public IReadOnlyDictionary<AccountTrait, string> Traits { get; init; } = new Dictionary<AccountTrait, string>();

    /// <summary>The roles that are active from the login on, as statements have them; null for none.</summary>
    public string? DefaultRole { get; init; }

    /// <summary>Whether a former password works beside the present one.</summary>
    public bool HoldsTwoPasswords { get; init; }

    /// <summary>The plugins that demand a proof beside the password.</summary>
    public IReadOnlyList<string> MoreFactors { get; init; } = [];

    public IReadOnlySet<AccountRight> Rights { get; init; } = new HashSet<AccountRight>();

    /// <summary>Whether the server hides its rights from the session, so that it seems to have none.</summary>
    public bool AreRightsHidden { get; init; }

    /// <summary>The account, as statements name it.</summary>
    public string Name => MySqlText.Account(User, Host);

    /// <summary>Whether a new password for it can be set as a hash.</summary>
    public bool TakesHash => Methods.Any(method => method.TakesHash);

    /// <summary>What it logs in by, in words.</summary>
    public string Plugins => string.Join(" AND ", MoreFactors.Prepend(string.Join(" OR ", Methods.Select(method => method.Plugin))));

    public bool IsMark => CloneMark.Is(Host);

    public bool IsLocked => ValueOf(AccountTrait.State) is AccountTrait.Locked;

    /// <summary>Whether the server locks it for a while after wrong passwords, beside the lock that an administrator sets.</summary>
    public bool MayBeBlocked => !IsLocked && ValueOf(AccountTrait.FailedLogins) != AccountTrait.FailedLogins.Default;

    public string ValueOf(AccountTrait trait) => Traits.GetValueOrDefault(trait, trait.Default);

    /// <summary>Whether both log in by the same plugins.</summary>
    public bool LogsInLike(HostAccount other) => Plugins == other.Plugins;
}
