using System.Text.Json;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using Mode = RotationPS.Engine.Accounts.CloneMode;

namespace RotationPS.Engine.Secrets;

/// <summary>
/// The JSON in a database secret, in the shape AWS's rotation functions use:
/// <c>engine, host, username, password, dbname, port, masterarn, ssl</c>; see
/// https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html. The
/// other keys are this module's own and written only where something is not done in the usual way: <c>baseusername</c>,
/// <c>cloneusername</c>, <c>clonemode</c>, <c>ownerrole</c>, <c>skipdatabases</c>, <c>superuserhost</c>,
/// <c>dualpassword</c> and <c>passwordsince</c>. Keys are case sensitive; whatever else is in the JSON survives every edit.
/// </summary>
public sealed class SecretDocument : IEquatable<SecretDocument>
{
    private const string EngineKey = "engine";
    private const string HostKey = "host";
    private const string PortKey = "port";
    private const string DatabaseKey = "dbname";
    private const string UserNameKey = "username";
    private const string PasswordKey = "password";
    private const string SuperuserKey = "masterarn";
    private const string SslKey = "ssl";
    private const string BaseUserNameKey = "baseusername";
    private const string CloneUserNameKey = "cloneusername";
    private const string CloneModeKey = "clonemode";
    private const string OwnerRoleKey = "ownerrole";
    private const string SkippedDatabasesKey = "skipdatabases";
    private const string SuperuserHostKey = "superuserhost";
    private const string DualPasswordKey = "dualpassword";
    private const string PasswordSinceKey = "passwordsince";

    /// <summary>What says how two accounts alternate, and goes where they no longer do.</summary>
    private static readonly string[] AlternatingKeys =
    [
        BaseUserNameKey, CloneUserNameKey, CloneModeKey, OwnerRoleKey, SkippedDatabasesKey, SuperuserHostKey,
    ];

    private static readonly string[] KnownKeys =
    [
        EngineKey, HostKey, PortKey, DatabaseKey, UserNameKey, PasswordKey, SuperuserKey, SslKey, DualPasswordKey,
        .. AlternatingKeys,
    ];

    private readonly JsonText _json;
    private readonly SecretFields _fields;

    private SecretDocument(JsonText json, bool credentialsOnly)
    {
        _json = json;
        _fields = new SecretFields(json);
        _fields.RefuseWrongCase(KnownKeys);
        UserName = new AccountName(_fields.Required(UserNameKey));
        Password = new Password(_fields.Required(PasswordKey));
        Engine = credentialsOnly ? _fields.Optional(EngineKey) : _fields.Required(EngineKey);
        Host = credentialsOnly ? _fields.Optional(HostKey) : _fields.Required(HostKey);
        Database = _fields.Optional(DatabaseKey);
        SuperuserSecretId = _fields.Optional(SuperuserKey) is { } id ? new SecretId(id) : null;
        Port = _fields.Port(PortKey);
        Ssl = _fields.Flag(SslKey);
        CustomAccounts = ReadCustomAccounts();
        CloneMode = _fields.Choice<Mode>(CloneModeKey);
        OwnerRole = _fields.Optional(OwnerRoleKey) is { } owner ? new AccountName(owner) : null;
        SkippedDatabases = _fields.Texts(SkippedDatabasesKey);
        SuperuserHost = _fields.Optional(SuperuserHostKey);
        DualPassword = _fields.Flag(DualPasswordKey) ?? false;
    }

    /// <summary>The engine name; null only in a superuser's secret that leaves it to the account's.</summary>
    public string? Engine { get; }

    /// <summary>The server; null only in a superuser's secret that leaves it to the account's.</summary>
    public string? Host { get; }

    /// <summary>The port, 1 to 65535; null for the engine's own.</summary>
    public int? Port { get; }

    /// <summary>The database; null for the engine's own.</summary>
    public string? Database { get; }

    /// <summary>The account.</summary>
    public AccountName UserName { get; }

    /// <summary>The account's password.</summary>
    public Password Password { get; }

    /// <summary>The superuser's secret (<c>masterarn</c>); present exactly where two accounts alternate.</summary>
    public SecretId? SuperuserSecretId { get; }

    /// <summary>What the secret says of TLS; null for nothing.</summary>
    public bool? Ssl { get; }

    /// <summary>The two accounts, where they are not named <c>x</c> and <c>x_clone</c>; else null.</summary>
    public AccountPair? CustomAccounts { get; }

    /// <summary>How the clone is made; null for the engine's usual way.</summary>
    public Mode? CloneMode { get; }

    /// <summary>The role that both accounts act as; null for none.</summary>
    public AccountName? OwnerRole { get; }

    /// <summary>The databases whose rights are left as they are.</summary>
    public IReadOnlyList<string> SkippedDatabases { get; }

    /// <summary>Where the superuser changes accounts, if that is not where applications use them; else null.</summary>
    public string? SuperuserHost { get; }

    /// <summary>How two accounts alternate, where that is not the usual way.</summary>
    public AlternatingOptions AlternatingOptions => new()
    {
        CloneMode = CloneMode,
        OwnerRole = OwnerRole,
        SkippedDatabases = SkippedDatabases,
        SuperuserHost = SuperuserHost,
    };

    /// <summary>Whether a single user keeps its last password beside the new one, where the server can.</summary>
    public bool DualPassword { get; }

    /// <summary>The two accounts that belong together, whether or not they alternate.</summary>
    public AccountPair Accounts => CustomAccounts ?? AccountPair.Of(UserName);

    /// <summary>Reads the secret of an account.</summary>
    /// <param name="text">The secret's value.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.SecretNotJson"/>, <see cref="FailureKind.SecretKeyMissing"/>,
    /// <see cref="FailureKind.SecretKeyWrongCase"/>, <see cref="FailureKind.SecretKeyInvalid"/>, <see cref="FailureKind.PortOutOfRange"/>.</exception>
    public static SecretDocument Parse(SecretText text) => new(ParseJson(text), credentialsOnly: false);

    /// <summary>Reads a secret that may have a user name and a password only, as RDS makes those of its superusers.</summary>
    /// <param name="text">The secret's value.</param>
    /// <exception cref="RotationException">As for <see cref="Parse"/>.</exception>
    public static SecretDocument ParseCredentials(SecretText text) => new(ParseJson(text), credentialsOnly: true);

    /// <summary>Makes the document of an account, as a single user.</summary>
    /// <param name="engine">The engine name.</param>
    /// <param name="server">Where the account lives; a port always, a database where there is one.</param>
    /// <param name="user">The account.</param>
    /// <param name="password">Its password.</param>
    /// <exception cref="RotationException">As for <see cref="Parse"/>.</exception>
    public static SecretDocument Create(string engine, ServerAddress server, AccountName user, Password password)
    {
        var json = JsonText.Parse("{}")
            .With(EngineKey, engine)
            .With(HostKey, server.Host)
            .With(PortKey, server.Port)
            .With(UserNameKey, user.Value)
            .With(PasswordKey, password.Reveal());
        json = server.Database is { } database ? json.With(DatabaseKey, database) : json;
        json = server.Ssl is { } ssl ? json.With(SslKey, ssl) : json;
        return new SecretDocument(json, credentialsOnly: false);
    }

    /// <summary>The same document for another account or password.</summary>
    /// <param name="user">The account.</param>
    /// <param name="password">Its password.</param>
    public SecretDocument WithCredentials(AccountName user, Password password) =>
        new(_json.With(UserNameKey, user.Value).With(PasswordKey, password.Reveal()), credentialsOnly: false);

    /// <summary>The same document, its account alternating with a twin from now on.</summary>
    /// <param name="superuserArn">The superuser's secret.</param>
    /// <param name="accounts">The two accounts.</param>
    /// <param name="options">How they alternate.</param>
    public SecretDocument WithAlternatingUsers(string superuserArn, AccountPair accounts, AlternatingOptions options)
    {
        var json = Edited(_json, SuperuserKey, superuserArn);
        if (accounts != CustomAccounts)
        {
            var isUsual = accounts == AccountPair.Of(accounts.BaseUser) && accounts == AccountPair.Of(accounts.CloneUser);
            json = Edited(json, BaseUserNameKey, isUsual ? null : accounts.BaseUser.Value);
            json = Edited(json, CloneUserNameKey, isUsual ? null : accounts.CloneUser.Value);
        }

        json = Edited(json, CloneModeKey, options.CloneMode?.ToString());
        json = Edited(json, OwnerRoleKey, options.OwnerRole?.Value);
        if (!options.SkippedDatabases.SequenceEqual(SkippedDatabases))
        {
            json = options.SkippedDatabases.Count > 0 ? json.With(SkippedDatabasesKey, options.SkippedDatabases) : json.Without(SkippedDatabasesKey);
        }

        json = Edited(json, SuperuserHostKey, options.SuperuserHost);
        return new SecretDocument(json, credentialsOnly: false);
    }

    /// <summary>The same document, its account alone from now on.</summary>
    /// <param name="keepsFormerPassword">Whether its former password goes on working after a rotation; null for as it is.</param>
    public SecretDocument WithSingleUser(bool? keepsFormerPassword = null)
    {
        var json = SuperuserSecretId is null ? _json : AlternatingKeys.Aggregate(_json.Without(SuperuserKey), (text, key) => text.Without(key));
        if (keepsFormerPassword is { } keeps && keeps != DualPassword)
        {
            json = keeps ? json.With(DualPasswordKey, true) : json.Without(DualPasswordKey);
        }

        return new SecretDocument(json, credentialsOnly: false);
    }

    /// <summary>How the clone is made and kept like its base.</summary>
    /// <param name="target">The engine; it says what is usual.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.SecretKeyInvalid"/>, <see cref="FailureKind.SecretKeyMissing"/>:
    /// the engine does not know the mode, or the mode needs an owner role and there is none. <see cref="FailureKind.NotApplicable"/>:
    /// on this engine two accounts do not alternate.</exception>
    public CloneTerms CloneTermsFor(IRotationTarget target)
    {
        if (target.CloneModes.Count == 0)
        {
            throw SecretFailures.SingleUserOnly(target);
        }

        var mode = CloneMode ?? target.CloneModes[0];
        if (!target.CloneModes.Contains(mode))
        {
            throw SecretFailures.KeyInvalid(CloneModeKey, $"one of {string.Join(", ", target.CloneModes)} for the engine '{Engine}'");
        }

        if (mode is Mode.SharedOwner && OwnerRole is null)
        {
            throw SecretFailures.KeyMissing(OwnerRoleKey);
        }

        return new CloneTerms(Accounts, mode)
        {
            OwnerRole = mode is Mode.SharedOwner ? OwnerRole : null,
            SkippedDatabases = SkippedDatabases,
        };
    }

    /// <summary>
    /// Since when the account has had its password. That is when the version was made, unless the document says otherwise of
    /// this very version: what a person or a rotation function has copied into another one says nothing of it. What cannot
    /// be understood says nothing either, for nobody but this module writes it.
    /// </summary>
    /// <param name="version">The version that the document was read from.</param>
    public DateTimeOffset PasswordDate(SecretVersion version) =>
        PasswordSince.Parse(_fields.TextIfAny(PasswordSinceKey)) is { } since && since.VersionId == version.VersionId.Value && since.Date < version.CreatedDate
            ? since.Date
            : version.CreatedDate;

    /// <summary>The same document as a version that is younger than its password.</summary>
    /// <param name="version">The version that it is written to.</param>
    /// <param name="date">Since when the account has had the password.</param>
    public SecretDocument WithPasswordDate(VersionId version, DateTimeOffset date) =>
        new(_json.With(PasswordSinceKey, new PasswordSince(date, version.Value).ToString()), credentialsOnly: false);

    /// <summary>The same document as a version that is as old as its password.</summary>
    public SecretDocument WithoutPasswordDate() => new(_json.Without(PasswordSinceKey), credentialsOnly: false);

    /// <summary>Whether both log in as the same account with the same password.</summary>
    /// <param name="other">The other document.</param>
    public bool HasCredentialsOf(SecretDocument other) => UserName == other.UserName && Password.Equals(other.Password);

    /// <summary>The document as a secret's value.</summary>
    public SecretText ToText() => new(_json.ToString());

    /// <summary>Where the account lives, with the engine's own port and database where the secret names none.</summary>
    /// <param name="target">The engine.</param>
    public ServerAddress ServerFor(IRotationTarget target) =>
        new(Host ?? throw SecretFailures.KeyMissing(HostKey), Port ?? target.DefaultPort, Database ?? target.DefaultDatabase, Ssl);

    /// <summary>Where the superuser works on the account.</summary>
    /// <param name="target">The engine.</param>
    public ServerAddress SuperuserServerFor(IRotationTarget target) =>
        SuperuserHost is { } host ? ServerFor(target) with { Host = host } : ServerFor(target);

    /// <summary>How the account logs in.</summary>
    /// <param name="target">The engine.</param>
    public Login LoginFor(IRotationTarget target) => new(ServerFor(target), UserName, Password);

    /// <summary>Whether both say the same, each of them as a version of its own: since when the password is set does not count.</summary>
    /// <param name="other">The other document.</param>
    public bool Equals(SecretDocument? other) => other is not null && Timeless == other.Timeless;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecretDocument);

    /// <inheritdoc/>
    public override int GetHashCode() => Timeless.GetHashCode(StringComparison.Ordinal);

    private string Timeless => _json.Without(PasswordSinceKey).ToString();

    private static JsonText ParseJson(SecretText text)
    {
        try
        {
            return JsonText.Parse(text.Reveal());
        }
        catch (JsonException error)
        {
            throw SecretFailures.NotJson(error);
        }
    }

    /// <returns>The text with that value of a key, or without the key where the value is null; what says so already is left as it is spelled.</returns>
    private JsonText Edited(JsonText json, string key, string? value) =>
        _fields.Optional(key) == value ? json
        : value is null ? json.Without(key)
        : json.With(key, value);

    private AccountPair? ReadCustomAccounts()
    {
        var (name, clone) = (_fields.Optional(BaseUserNameKey), _fields.Optional(CloneUserNameKey));
        if (name is null && clone is null)
        {
            return null;
        }

        var pair = new AccountPair(
            new AccountName(name ?? throw SecretFailures.KeyMissing(BaseUserNameKey)),
            new AccountName(clone ?? throw SecretFailures.KeyMissing(CloneUserNameKey)));
        return pair.Has(UserName) && pair.BaseUser != pair.CloneUser
            ? pair
            : throw SecretFailures.KeyInvalid(UserNameKey, $"one of two different names in '{BaseUserNameKey}' and '{CloneUserNameKey}'");
    }
}
