using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Security;
using RotationPS.Completers;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Fleet;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>Makes a secret for a database account, or the account and its secret together.</summary>
/// <remarks>
/// <para>
/// The secret is JSON in the shape that AWS's rotation functions use. With -Account it is for an account that exists,
/// and is made only if the account logs in with that password. With -CreateAccount the superuser creates the account
/// with a generated password; either both exist afterwards or neither.
/// </para>
/// <para>
/// With a superuser's secret the accounts alternate: the account and a clone of it take turns, and the superuser makes
/// the clone at the first rotation. Without one there is a single user, who changes the own password. -Strategy says
/// otherwise; on Amazon Redshift there are single users only. With -VaultPath the vault is made where it is missing.
/// </para>
/// </remarks>
/// <example>
/// <para>Keeps the superuser's credentials; PowerShell asks for the password.</para>
/// <code>New-RotatedSecret -Name admin -Engine postgres -HostName db.example.com -Account postgres</code>
/// </example>
/// <example>
/// <para>Creates the account app, whose password nobody has ever seen, to alternate with app_clone.</para>
/// <code>New-RotatedSecret -Name app -Engine postgres -HostName db.example.com -Database shop -UserName app -CreateAccount -SuperuserSecretId admin</code>
/// </example>
/// <example>
/// <para>Takes an existing account and gives it a new password at once.</para>
/// <code>New-RotatedSecret -Name reports -Engine postgres -HostName db.example.com -Account reports -RotateImmediately -VaultPath ./vault</code>
/// </example>
/// <example>
/// <para>An account that rotates on the first of each month, from 8:00 to 12:00 in Berlin, but not over Christmas.</para>
/// <code>New-RotatedSecret -Name reports -Engine postgres -HostName db.example.com -Account reports -Schedule 'cron(0 8 1 * ? *)' -Window 4h -TimeZone Europe/Berlin -NotBetween 2026-12-20/2027-01-05</code>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html">The JSON of AWS's rotation functions:</seealso>
[Cmdlet(VerbsCommon.New, "RotatedSecret", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = ExistingAccount)]
[OutputType(typeof(RotatedSecret))]
public sealed class NewRotatedSecretCommand : RotationCmdlet
{
    private const string ExistingAccount = "ExistingAccount";
    private const string NewAccount = "NewAccount";

    /// <summary>The name of the secret: letters, digits and / _ + = . @ -, at most 512.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    /// <summary>The engine name, as the key engine of the secret has it: postgres, aurora-postgresql, mysql, aurora-mysql, mariadb, sqlserver or redshift.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EngineCompleter))]
    public string Engine { get; set; } = string.Empty;

    /// <summary>The host name or address of the server.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [Alias("Host", "ComputerName")]
    [ValidateNotNullOrEmpty]
    public string HostName { get; set; } = string.Empty;

    /// <summary>The port; the engine's own where it is left out, for PostgreSQL 5432, for MySQL and MariaDB 3306, for SQL Server 1433, for Amazon Redshift 5439.</summary>
    [Parameter]
    public int? Port { get; set; }

    /// <summary>The database; the engine's own where it is left out, for PostgreSQL postgres, for SQL Server master, for Amazon Redshift dev, for MySQL and MariaDB none.</summary>
    [Parameter]
    [Alias("DatabaseName", "dbname")]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>
    /// The existing account and its present password. Off Windows PowerShell's own Export-Clixml writes the password of a
    /// credential in clear, and an error of this command holds the parameters it was called with: do not export $Error to
    /// a file there.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ExistingAccount)]
    [Credential]
    public PSCredential Account { get; set; } = PSCredential.Empty;

    /// <summary>The name of the account to create.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NewAccount)]
    [ValidateNotNullOrEmpty]
    public string UserName { get; set; } = string.Empty;

    /// <summary>Lets the superuser create the account, with a generated password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NewAccount)]
    public SwitchParameter CreateAccount { get; set; }

    /// <summary>The name or ARN of the secret of a superuser, who may create and alter accounts on the same server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SecretIdCompleter))]
    public string? SuperuserSecretId { get; set; }

    /// <summary>How the secret rotates; alternating users where a superuser is named, else single user.</summary>
    [Parameter]
    public RotationStrategy? Strategy { get; set; }

    /// <summary>The name of the clone; the account's own with _clone behind it where it is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CloneUserName { get; set; }

    /// <summary>
    /// How the clone comes by its rights. ActAs: it is a member of the account and acts as it, so that whatever it
    /// creates belongs to the account. Member: it is a member only, as AWS's rotation function makes it. SharedOwner: both
    /// act as the role of -OwnerRole, which owns what either creates, and neither is a member of the other. Existing: both
    /// accounts exist, only their passwords are set, and whoever made them gives them the same rights; a clone that this
    /// module has not made is taken over once, with -AdoptClone. Copy: every right is given to the clone too, on engines
    /// that have no memberships.
    /// </summary>
    /// <value>The engine's usual way; for PostgreSQL ActAs, for MySQL, MariaDB and SQL Server Copy</value>
    [Parameter]
    public CloneMode? CloneMode { get; set; }

    /// <summary>
    /// The role that both accounts act as, with -CloneMode SharedOwner. It is made where it is missing; a role that exists
    /// is taken if it cannot log in and the account is a member of it.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OwnerRole { get; set; }

    /// <summary>Databases in which the rights of the two are left as they are, on engines where each has its own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] SkipDatabase { get; set; } = [];

    /// <summary>
    /// The host where the superuser changes accounts, if applications use another one: a proxy, a reader, an alias. The
    /// account has to log in there too.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SuperuserHost { get; set; }

    /// <summary>
    /// Where a generated password is written down by those who use it: characters that would have to be escaped there are
    /// left out, and the password is longer for it. Later rotations have a -PasswordFor of their own.
    /// </summary>
    [Parameter]
    public PasswordConsumer[] PasswordFor { get; set; } = [];

    /// <summary>
    /// Lets a single user's former password go on working after a rotation, until the next one; then applications are
    /// refused at no moment. Of the databases MySQL 8.0.14 and later can.
    /// </summary>
    [Parameter]
    public SwitchParameter DualPassword { get; set; }

    /// <summary>A description of the secret, at most 2048 characters.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Tags of the secret, as a hashtable of keys and values.</summary>
    [Parameter]
    public Hashtable? Tag { get; set; }

    /// <summary>
    /// When to rotate, in the expressions of AWS Secrets Manager: 'rate(30 days)', 'rate(12 hours)' or 'cron(0 8 1 * ? *)'.
    /// Invoke-SecretRotation -Due goes by it.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public string? Schedule { get; set; }

    /// <summary>
    /// How long the window stays open that the schedule opens, in whole hours: 4h. Left out, 1h where windows are hours
    /// apart, else until the day ends.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(WindowCompleter))]
    public string? Window { get; set; }

    /// <summary>
    /// The time zone that the schedule is in, for example Europe/Berlin or W. Europe Standard Time; UTC where it is left
    /// out.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string? TimeZone { get; set; }

    /// <summary>
    /// Times in which -Due rotates nothing: two dates with a slash, both of which belong to it (2026-12-20/2027-01-05), or
    /// dates with times (2026-12-20T18:00/2026-12-27T06:00). The one exception: a single user whose rotation was broken off
    /// is finished, for AWSCURRENT may be refused until then.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? NotBetween { get; set; }

    /// <summary>
    /// What the secret says of TLS. $true: encrypted, certificate and host verified. $false: not encrypted. Left out:
    /// encrypted, except that a server on this machine may do without.
    /// </summary>
    [Parameter]
    public bool? Ssl { get; set; }

    /// <summary>Rotates the secret as soon as it is made.</summary>
    [Parameter]
    public SwitchParameter RotateImmediately { get; set; }

    private protected override bool CreatesVault => true;

    private protected override bool MakesSecrets => true;

    private bool IsAlternating => (Strategy ?? (SuperuserSecretId is null ? RotationStrategy.SingleUser : RotationStrategy.Alternating)) is RotationStrategy.Alternating;

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForSecret(Name, _ =>
    {
        var request = Request();
        SecretCreator.Check(request);
        if (!ShouldProcess(Name, $"Make a secret for the {(CreateAccount ? "new " : string.Empty)}account '{request.User}' on {HostName}.{ScheduleWords.Of(request.Terms)}"))
        {
            return;
        }

        var creator = new SecretCreator(Environment);
        var made = Run(token => creator.CreateAsync(request, token));
        var secret = new SecretId(made.Arn);
        if (RotateImmediately)
        {
            var outcome = Run((report, token) => new Rotator(Environment).RotateAsync(secret, new RotationOptions { Passwords = Passwords }, report, token));
            WriteProblems(outcome, Name);
        }

        WriteObject(new RotatedSecret(Run(token => SecretOverview.ReadAsync(Environment, secret, token))));
    });

    private PasswordPolicy Passwords => new() { Consumers = PasswordFor };

    private NewSecretRequest Request() => new()
    {
        Name = Name,
        Description = Description,
        Tags = Tags(),
        Terms = new ScheduleRequest { Schedule = Schedule, Window = Window, TimeZone = TimeZone, NotBetween = NotBetween },
        Engine = Engine,
        Host = HostName,
        Port = Port,
        Database = Database,
        Ssl = Ssl,
        User = new AccountName(CreateAccount ? UserName : Account.UserName),
        Password = CreateAccount ? null : Reveal(Account.Password),
        SuperuserSecret = SuperuserSecretId is { } id ? new SecretId(id) : null,
        IsAlternating = IsAlternating,
        Passwords = Passwords,
        KeepsFormerPassword = DualPassword,
        CloneUser = CloneUserName is { } clone ? new AccountName(clone) : null,
        Alternating = new AlternatingOptions
        {
            CloneMode = CloneMode,
            OwnerRole = OwnerRole is { } owner ? new AccountName(owner) : null,
            SkippedDatabases = SkipDatabase,
            SuperuserHost = SuperuserHost,
        },
    };

    // PSCredential would take the user name apart as well, and refuses one that ends with a backslash.
    private static Password Reveal(SecureString password) => new(new NetworkCredential(string.Empty, password).Password);

    private Dictionary<string, string> Tags()
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Tag ?? [])
        {
            var key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? string.Empty;
            if (!tags.TryAdd(key, Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? string.Empty))
            {
                throw new RotationException(FailureKind.InvalidParameter, $"The tag '{key}' was given twice.", "Give each tag one value in -Tag.");
            }
        }

        return tags;
    }
}
