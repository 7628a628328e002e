using System.Management.Automation;
using RotationPS.Completers;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>Lets a secret rotate with alternating users from now on: the account and its clone take turns.</summary>
/// <remarks>
/// <para>
/// Before anything changes, the superuser is proven to log in on the account's own server and to be allowed to create
/// and alter accounts; -WhatIf does so too, and fails where the change would. AWSCURRENT keeps its account and password, so
/// applications notice nothing. The first rotation afterwards makes the clone.
/// </para>
/// <para>
/// Where the two take turns already, whatever is left out stays as it is, the superuser too, and a secret in which nothing
/// changes gets no new version: its password is no younger for it. What is given replaces what there was, and -CloneMode
/// with the engine's usual mode, -CloneUserName with the account's name and _clone behind it, -SkipDatabase '' and
/// -SuperuserHost '' go back to what is usual.
/// </para>
/// <para>
/// The superuser's secret is kept in the JSON as masterarn, as AWS has it. An account that has the clone's name already
/// is left alone unless this module made it, or -AdoptClone says that it may be taken over. Accounts of Amazon Redshift do
/// not alternate.
/// </para>
/// </remarks>
/// <example>
/// <para>The accounts app and app_clone take turns from now on.</para>
/// <code>Set-AlternatingRotation -SecretId app -SuperuserSecretId admin</code>
/// </example>
/// <example>
/// <para>The same with a clone of another name.</para>
/// <code>Set-AlternatingRotation -SecretId app -SuperuserSecretId admin -CloneUserName app_b -VaultPath ./vault</code>
/// </example>
/// <example>
/// <para>Both accounts act as one owner, and neither can change the other's password.</para>
/// <code>Set-AlternatingRotation -SecretId app -SuperuserSecretId admin -CloneMode SharedOwner -OwnerRole app_owner</code>
/// </example>
/// <example>
/// <para>Has a secret that alternates already rotate every 30 days, and leaves the rest as it is.</para>
/// <code>Set-AlternatingRotation -SecretId app -Schedule 'rate(30 days)'</code>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-strategy.html">Rotation strategies of AWS Secrets Manager:</seealso>
[Cmdlet(VerbsCommon.Set, "AlternatingRotation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RotatedSecret))]
public sealed class SetAlternatingRotationCommand : ChangeStrategyCmdlet
{
    /// <summary>
    /// The name or ARN of the secret of a superuser, who may create and alter accounts on the same server. A secret that
    /// alternates already keeps its own where it is left out; any other needs one.
    /// </summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SecretIdCompleter))]
    public string? SuperuserSecretId { get; set; }

    /// <summary>
    /// The name of the clone. Left out, it stays as it is, and on a secret that does not alternate yet it is the account's
    /// own with _clone behind it.
    /// </summary>
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
    /// <value>As it is; for a secret that does not alternate yet the engine's usual way: for PostgreSQL ActAs, for MySQL, MariaDB and SQL Server Copy</value>
    [Parameter]
    public CloneMode? CloneMode { get; set; }

    /// <summary>
    /// The role that both accounts act as, with -CloneMode SharedOwner. It is made where it is missing; a role that exists
    /// is taken if it cannot log in and the account is a member of it.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OwnerRole { get; set; }

    /// <summary>
    /// Databases in which the rights of the two are left as they are, on engines where each has its own. They replace those
    /// there were; an empty string takes all away.
    /// </summary>
    [Parameter]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? SkipDatabase { get; set; }

    /// <summary>
    /// The host where the superuser changes accounts, if applications use another one: a proxy, a reader, an alias. The
    /// account has to log in there too. An empty string goes back to the host of the applications.
    /// </summary>
    [Parameter]
    [AllowEmptyString]
    public string? SuperuserHost { get; set; }

    /// <summary>Takes over an existing account with the clone's name that is not marked as made by this module.</summary>
    [Parameter]
    public SwitchParameter AdoptClone { get; set; }

    private protected override string Action =>
        $"Rotate with alternating users from now on{(SuperuserSecretId is null ? string.Empty : $", with the superuser of '{SuperuserSecretId}'")}";

    private AlternatingRequest Request => new()
    {
        SuperuserSecret = SuperuserSecretId is { } superuser ? new SecretId(superuser) : null,
        CloneUser = CloneUserName is { } clone ? new AccountName(clone) : null,
        CloneMode = CloneMode,
        OwnerRole = OwnerRole is { } owner ? new AccountName(owner) : null,
        SkippedDatabases = SkipDatabase is [""] ? [] : SkipDatabase,
        SuperuserHost = SuperuserHost,
    };

    private RotationOptions Options => new() { AdoptClone = AdoptClone, IgnoreOtherWriter = Force };

    private protected override Task CheckAsync(StrategyChanger changer, SecretId secret, CancellationToken cancellationToken) =>
        changer.CheckAlternatingAsync(secret, Request, Options, cancellationToken);

    private protected override Task<RotationOutcome> ChangeAsync(
        StrategyChanger changer, SecretId secret, Action<RotationEvent> report, CancellationToken cancellationToken) =>
        changer.ToAlternatingAsync(secret, Request, Options, report, cancellationToken);
}
