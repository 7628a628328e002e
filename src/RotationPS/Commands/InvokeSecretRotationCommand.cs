using System.Management.Automation;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>Gives the account of a secret a new password, or its twin the turn, and makes that AWSCURRENT.</summary>
/// <remarks>
/// <para>
/// Rotates each secret by the strategy its own JSON says. Single user: the account changes its own password. Alternating
/// users, where the JSON has the key masterarn: the superuser sets the password of the account that is not in use, and
/// makes the clone the first time; the password of the account that applications use is not touched. Every rotation
/// brings the rights of the clone in line with those of its base, and compares them.
/// </para>
/// <para>
/// A rotation makes a new version with AWSPENDING, sets the password on the server, logs in with it, and moves
/// AWSCURRENT. A run that was interrupted is taken up where it stopped by the next one, and any number of runs at once
/// make one new version. A secret that cannot be rotated gives an error and a result whose Status is Failed; the others
/// go on.
/// </para>
/// <para>
/// Several secrets are rotated at a time, and results come as they are done. With -Due it finds the secrets itself, rotates
/// those whose schedule says that it is time, and says why it left the others: one line for a scheduled task. Ctrl+C
/// finishes what is between a new password and AWSCURRENT, and leaves the rest untouched.
/// </para>
/// </remarks>
/// <example>
/// <para>Rotates one secret.</para>
/// <code>Invoke-SecretRotation -SecretId app</code>
/// </example>
/// <example>
/// <para>Shows what a rotation would do: whose turn it is, what the server is told, which labels move. Nothing is changed.</para>
/// <code>Invoke-SecretRotation -SecretId app -WhatIf</code>
/// </example>
/// <example>
/// <para>Rotates several secrets with passwords of 48 letters and digits.</para>
/// <code>'app', 'reports' | Invoke-SecretRotation -VaultPath ./vault -PasswordLength 48 -ExcludePunctuation</code>
/// </example>
/// <example>
/// <para>Rotates all that is due, twenty at a time, with a log; two secrets first, and no more once five have failed.</para>
/// <code>Invoke-SecretRotation -Due -ThrottleLimit 20 -Canary 2 -StopAfterFailures 5 -LogPath ./rotation.log</code>
/// </example>
/// <example>
/// <para>Shows what is due under prod/, and changes nothing.</para>
/// <code>Invoke-SecretRotation -Due -Name prod/* -WhatIf</code>
/// </example>
/// <example>
/// <para>Restarts a service after each rotation of its account.</para>
/// <code>Invoke-SecretRotation -SecretId app -AfterRotation { Restart-Service -Name Shop } -AfterRotationTimeout 120</code>
/// </example>
/// <example>
/// <para>The same on Linux; where systemctl fails, that is an error of the secret, which is rotated all the same.</para>
/// <code>Invoke-SecretRotation -SecretId app -AfterRotation { systemctl restart shop }</code>
/// </example>
/// <example>
/// <para>Rotates with a password that stands in a URI and on a command line as it is.</para>
/// <code>Invoke-SecretRotation -SecretId app -PasswordFor Uri, Shell</code>
/// </example>
/// <seealso href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-strategy.html">Rotation strategies of AWS Secrets Manager:</seealso>
[Cmdlet(VerbsLifecycle.Invoke, "SecretRotation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = ById)]
[OutputType(typeof(SecretRotationResult))]
public sealed class InvokeSecretRotationCommand : FleetCmdlet
{
    /// <summary>
    /// Takes over an existing account with the clone's name that is not marked as made by this module. Its password, its
    /// rights and its settings become those of a clone.
    /// </summary>
    [Parameter]
    public SwitchParameter AdoptClone { get; set; }

    /// <summary>
    /// Goes on though clone and base have different rights; Compare-RotatedAccount shows them. Without it the next account
    /// is not promoted then, and AWSCURRENT stays where it is.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowRightsDifference { get; set; }

    /// <summary>Rotates without asking, and also a secret that a rotation function rotates too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How many seconds the new password may take to work before the rotation fails.</summary>
    /// <value>15</value>
    [Parameter]
    [ValidateRange(0, 3600)]
    public int TestTimeout { get; set; } = 15;

    /// <summary>
    /// How many seconds a store that does not answer is tried again when AWSCURRENT is to move, before the rotation fails;
    /// the next one then finishes it.
    /// </summary>
    /// <value>60</value>
    [Parameter]
    [ValidateRange(0, 3600)]
    public int FinishTimeout { get; set; } = 60;

    /// <summary>
    /// Where the password is written down by those who use it. Characters that would have to be escaped there are left out,
    /// and the password is longer for it, so that it stays as hard to guess. Uri and Jdbc leave letters, digits and
    /// - . _ ~ of which Shell leaves . and _; Odbc, AdoNet and Xml leave out what their own syntax uses.
    /// </summary>
    [Parameter]
    public PasswordConsumer[] PasswordFor { get; set; } = [];

    /// <summary>
    /// The length of the new password in characters; with -PasswordFor the length it would have without. Amazon Redshift
    /// takes 64 at the most.
    /// </summary>
    /// <value>32</value>
    [Parameter]
    [ValidateRange(PasswordPolicy.MinLength, PasswordPolicy.MaxLength)]
    public int PasswordLength { get; set; } = 32;

    /// <summary>
    /// Characters to leave out of the new password, instead of those that AWS's rotation function for the engine leaves
    /// out; for PostgreSQL these are : / @ " ' \ and an empty string leaves out none.
    /// </summary>
    [Parameter]
    [AllowEmptyString]
    public string? ExcludeCharacters { get; set; }

    /// <summary>Leaves digits out of the new password.</summary>
    [Parameter]
    public SwitchParameter ExcludeNumbers { get; set; }

    /// <summary>Leaves punctuation out of the new password.</summary>
    [Parameter]
    public SwitchParameter ExcludePunctuation { get; set; }

    /// <summary>Leaves uppercase letters out of the new password.</summary>
    [Parameter]
    public SwitchParameter ExcludeUppercase { get; set; }

    /// <summary>Leaves lowercase letters out of the new password.</summary>
    [Parameter]
    public SwitchParameter ExcludeLowercase { get; set; }

    /// <summary>
    /// Has at least one character of every kind that is not left out; on unless switched off with
    /// -RequireEachIncludedType:$false.
    /// </summary>
    /// <value>True</value>
    [Parameter]
    public SwitchParameter RequireEachIncludedType { get; set; } = true;

    private protected override RotationOptions Options => new()
    {
        AdoptClone = AdoptClone,
        AllowRightsDifference = AllowRightsDifference,
        IgnoreOtherWriter = Force,
        TestTimeout = TimeSpan.FromSeconds(TestTimeout),
        FinishTimeout = TimeSpan.FromSeconds(FinishTimeout),
        Passwords = new PasswordPolicy
        {
            Length = PasswordLength,
            Consumers = PasswordFor,
            ExcludeCharacters = ExcludeCharacters,
            ExcludeNumbers = ExcludeNumbers,
            ExcludePunctuation = ExcludePunctuation,
            ExcludeUppercase = ExcludeUppercase,
            ExcludeLowercase = ExcludeLowercase,
            RequireEachIncludedType = RequireEachIncludedType,
        },
    };

    private protected override bool Approves(SecretId secret)
    {
        var rotator = new Rotator(Environment);
        return Approves(secret, "Rotate", Force, token => PlanAsync(rotator, secret, token));
    }

    internal override bool ApprovesFound(string description) => Approves(description, "Rotate", Force);

    private async Task<string> PlanAsync(Rotator rotator, SecretId secret, CancellationToken cancellationToken) =>
        (await rotator.PlanAsync(secret, Options, cancellationToken).ConfigureAwait(false)).ToString();
}
