using System.Management.Automation;
using System.Security;
using RotationPS.Completers;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Secrets;

namespace RotationPS.Commands;

/// <summary>Gives the user name and password of a secret as a PSCredential.</summary>
/// <remarks>
/// <para>
/// The credential fits the -Credential and -SqlCredential of other modules. The password is in it as a SecureString and
/// in no other place. Without -StageLabel and -VersionId it is that of AWSCURRENT, which applications use.
/// </para>
/// </remarks>
/// <example>
/// <para>Keeps the credential that is current now.</para>
/// <code>$credential = Get-RotatedCredential -SecretId app</code>
/// </example>
/// <example>
/// <para>Gives the credential of before the last rotation.</para>
/// <code>Get-RotatedCredential -SecretId app -StageLabel AWSPREVIOUS -VaultPath ./vault</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "RotatedCredential")]
[OutputType(typeof(PSCredential))]
public sealed class GetRotatedCredentialCommand : SecretCmdlet
{
    /// <summary>The label of the version; together with -VersionId the label has to be on that version.</summary>
    /// <value>AWSCURRENT</value>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageLabelCompleter))]
    public string? StageLabel { get; set; }

    /// <summary>The id of the version.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? VersionId { get; set; }

    private protected override void ProcessSecret(SecretId secret)
    {
        var value = Run(token => Environment.Store.GetValueAsync(secret, Version(), token));
        var document = SecretDocument.ParseCredentials(value.Text);
        WriteObject(new PSCredential(document.UserName.Value, Protect(document.Password)));
    }

    private static SecureString Protect(Password password)
    {
        var secure = new SecureString();
        foreach (var character in password.Reveal())
        {
            secure.AppendChar(character);
        }

        secure.MakeReadOnly();
        return secure;
    }

    private VersionReference Version() => (VersionId, StageLabel) switch
    {
        ({ } id, { } label) => VersionReference.Of(new VersionId(id), new StageLabel(label)),
        ({ } id, null) => VersionReference.Of(new VersionId(id)),
        (null, { } label) => VersionReference.Of(new StageLabel(label)),
        _ => VersionReference.Current,
    };
}
