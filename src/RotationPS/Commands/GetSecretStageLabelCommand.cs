using System.Management.Automation;
using RotationPS.Completers;
using RotationPS.Engine.Secrets;
using RotationPS.Output;

namespace RotationPS.Commands;

/// <summary>Lists the versions of a secret and the staging labels on them.</summary>
/// <remarks>
/// <para>
/// Gives one object for each version, newest first. AWSCURRENT is the version that applications use, AWSPREVIOUS the one
/// before; AWSPENDING on a version without AWSCURRENT means that a rotation is running or waits to be finished.
/// </para>
/// <para>Versions without a label are deprecated; they are listed with -IncludeDeprecated.</para>
/// </remarks>
/// <example>
/// <para>Lists the labelled versions.</para>
/// <code>Get-SecretStageLabel -SecretId app</code>
/// </example>
/// <example>
/// <para>Tells whether a rotation waits to be finished: it gives an object where one does.</para>
/// <code>Get-SecretStageLabel -SecretId app -StageLabel AWSPENDING -VaultPath ./vault</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "SecretStageLabel")]
[OutputType(typeof(SecretStageLabel))]
public sealed class GetSecretStageLabelCommand : SecretCmdlet
{
    /// <summary>Only the versions that have one of these labels; case matters.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageLabelCompleter))]
    public string[]? StageLabel { get; set; }

    /// <summary>The versions without a label too.</summary>
    [Parameter]
    public SwitchParameter IncludeDeprecated { get; set; }

    private protected override void ProcessSecret(SecretId secret)
    {
        var versions = Run(token => Environment.Store.ListVersionsAsync(secret, IncludeDeprecated, token));
        foreach (var version in versions)
        {
            if (StageLabel is null || version.Labels.Any(label => StageLabel.Contains(label.Value)))
            {
                WriteObject(new SecretStageLabel(version));
            }
        }
    }
}
