using System.Management.Automation;
using System.Management.Automation.Language;
using System.Security.Cryptography;
using RotationPS.Completers;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.SecretsManager;
using RotationPS.Stores.Vault;
using RotationPS.Targets;

namespace RotationPS.Commands;

/// <summary>
/// Where the secrets are: AWS Secrets Manager, named as AWS Tools for PowerShell name it, or an embedded vault.
/// </summary>
public abstract class StoreCmdlet : PSCmdlet, IDisposable
{
    private RotationEnvironment? _environment;

    /// <summary>
    /// The folder of an embedded vault to work on in place of AWS Secrets Manager. The vault keeps the secrets encrypted,
    /// with the key in the same folder, and follows the rules of Secrets Manager. No parameter that names AWS goes with it.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VaultPath { get; set; }

    /// <summary>
    /// The AWS Region of the secrets, for example eu-central-1. Left out, it is that of $StoredAWSRegion, the environment,
    /// the profile or the machine.
    /// </summary>
    [Parameter]
    [Alias("RegionToCall")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public object? Region { get; set; }

    /// <summary>The AWS profile that gives the credentials and, where no Region is named, the Region.</summary>
    [Parameter]
    [Alias("AWSProfileName")]
    public string? ProfileName { get; set; }

    /// <summary>The file that the AWS profile is in; the usual places where it is left out.</summary>
    [Parameter]
    [Alias("AWSProfilesLocation", "ProfilesLocation")]
    public string? ProfileLocation { get; set; }

    /// <summary>The AWS access key, together with -SecretKey.</summary>
    [Parameter]
    public string? AccessKey { get; set; }

    /// <summary>The AWS secret key that belongs to -AccessKey.</summary>
    [Parameter]
    [Alias("SecretAccessKey")]
    public string? SecretKey { get; set; }

    /// <summary>The AWS session token, where -AccessKey and -SecretKey are temporary.</summary>
    [Parameter]
    public string? SessionToken { get; set; }

    /// <summary>
    /// AWS credentials as AWS Tools for PowerShell give them, for example from Get-AWSCredential or Use-STSRole; those that
    /// refresh themselves go on doing so. The credentials of a database account belong to -Account of New-RotatedSecret.
    /// </summary>
    [Parameter]
    public object? Credential { get; set; }

    /// <summary>The URL of Secrets Manager, in place of the Region's own: for a VPC endpoint or an emulator.</summary>
    [Parameter]
    public string? EndpointUrl { get; set; }

    /// <summary>What the engine works with; the store is opened when it is first needed.</summary>
    private protected RotationEnvironment Environment => _environment ??= OpenEnvironment();

    /// <summary>
    /// The parameters that name the store, with a space before each, as they are typed: what was given, be it by a default of
    /// the session. Nothing of the credentials is among them.
    /// </summary>
    private protected string StoreParameters
    {
        get
        {
            (string Name, string? Value)[] parameters =
            [
                (nameof(VaultPath), VaultPath), (nameof(Region), Unwrap(Region) is { } region ? SecretsManagerSession.NameOf(region) : null), (nameof(ProfileName), ProfileName),
                (nameof(ProfileLocation), ProfileLocation), (nameof(EndpointUrl), EndpointUrl),
            ];
            return string.Concat(
                from parameter in parameters
                where !string.IsNullOrEmpty(parameter.Value)
                select $" -{parameter.Name} '{CodeGeneration.EscapeSingleQuotedStringContent(parameter.Value)}'");
        }
    }

    /// <summary>Whether a missing vault is made.</summary>
    private protected virtual bool CreatesVault => false;

    /// <inheritdoc/>
    public void Dispose()
    {
        EndWork();
        (_environment?.Store as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what still works in the background, before the store is closed.</summary>
    private protected virtual void EndWork()
    {
    }

    /// <summary>Opens the store for all secrets to come, and ends the cmdlet where that fails.</summary>
    private protected void OpenStore()
    {
        try
        {
            _environment ??= OpenEnvironment();
        }
        catch (RotationException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, VaultPath ?? EndpointUrl));
        }
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>
    /// Whoever names a Region means AWS, whatever vault his profile makes the default. PowerShell does not tell a default
    /// from what was typed, so none goes before the other.
    /// </summary>
    private void RefuseTwoStores()
    {
        (string Name, object? Value)[] ofAws =
        [
            (nameof(Region), Region), (nameof(ProfileName), ProfileName), (nameof(ProfileLocation), ProfileLocation), (nameof(AccessKey), AccessKey),
            (nameof(SecretKey), SecretKey), (nameof(SessionToken), SessionToken), (nameof(Credential), Credential), (nameof(EndpointUrl), EndpointUrl),
        ];
        if (VaultPath is not null && Array.Find(ofAws, parameter => Unwrap(parameter.Value) is not (null or "")).Name is { } given)
        {
            throw new RotationException(
                FailureKind.InvalidParameter,
                $"-VaultPath means a vault, -{given} means AWS, and a command works on one of them.",
                "Leave one out; where it is a default, $PSDefaultParameterValues['Disabled'] = $true sets the defaults aside.");
        }
    }

    private RotationEnvironment OpenEnvironment()
    {
        RefuseTwoStores();
        ISecretStore store = VaultPath is null ? OpenSecretsManager() : OpenVault(GetUnresolvedProviderPathFromPSPath(VaultPath));
        return new RotationEnvironment(store, RotationTargets.All, new PasswordGenerator(RandomNumberGenerator.Create()), TimeProvider.System);
    }

    private VaultStore OpenVault(string folder)
    {
        var vault = CreatesVault ? VaultStore.OpenOrCreate(folder) : VaultStore.Open(folder);
        try
        {
            foreach (var warning in vault.Warnings)
            {
                WriteWarning(warning);
            }
        }
        catch
        {
            vault.Dispose();
            throw;
        }

        return vault;
    }

    private SecretsManagerStore OpenSecretsManager()
    {
        if (Unwrap(Credential) is PSCredential)
        {
            throw new RotationException(
                FailureKind.CredentialsInvalid,
                "-Credential takes AWS credentials, and was given a user name and a password.",
                "Give the credentials of a database account with -Account of New-RotatedSecret.");
        }

        return new SecretsManagerSession
        {
            Region = Unwrap(Region),
            StoredRegion = Unwrap(GetVariableValue("StoredAWSRegion")),
            AccessKey = AccessKey,
            SecretKey = SecretKey,
            SessionToken = SessionToken,
            ProfileName = ProfileName,
            ProfileLocation = ProfileLocation is null ? null : GetUnresolvedProviderPathFromPSPath(ProfileLocation),
            Credentials = Unwrap(Credential),
            StoredCredentials = Unwrap(GetVariableValue("StoredAWSCredentials")),
            EndpointUrl = EndpointUrl,
        }.OpenStore();
    }
}
