using System.Management.Automation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>What the functions that stand in for AWS Tools for PowerShell do with the secrets.</summary>
public sealed class ToolsStandIn(ISecretStore store, CancellationToken cancellationToken)
{
    /// <summary>Functions with the names, parameters and properties of AWS Tools; <c>$tools</c> is a <see cref="ToolsStandIn"/>.</summary>
    public const string Functions = """
        function Get-SECSecretList { $tools.List() }
        function Get-SECSecretValue {
            param(
                [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)] [string] $SecretId,
                [Parameter(ValueFromPipelineByPropertyName)] [string] $VersionId,
                [Parameter(ValueFromPipelineByPropertyName)] [string] $VersionStage
            )
            process { $tools.Get($SecretId, $VersionId, $VersionStage) }
        }
        function Update-SECSecretVersionStage {
            param(
                [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)] [string] $SecretId,
                [Parameter(ValueFromPipelineByPropertyName)] [string] $VersionStage,
                [Parameter(ValueFromPipelineByPropertyName)] [string] $MoveToVersionId,
                [Parameter(ValueFromPipelineByPropertyName)] [string] $RemoveFromVersionId
            )
            process { $tools.Move($SecretId, $VersionStage, $MoveToVersionId, $RemoveFromVersionId) }
        }
        """;

    public IEnumerable<PSObject> List() =>
        store.ListAsync([], cancellationToken).ToBlockingEnumerable(cancellationToken).Select(secret => Made(
            ("ARN", secret.Arn),
            ("Name", secret.Name),
            ("Tags", secret.Tags),
            ("SecretVersionsToStages", secret.VersionIdsToStages)));

    public PSObject Get(string secretId, string versionId, string versionStage)
    {
        var version = versionId.Length > 0 ? VersionReference.Of(new VersionId(versionId))
            : versionStage.Length > 0 ? VersionReference.Of(new StageLabel(versionStage))
            : VersionReference.Current;
        var value = store.GetValueAsync(new SecretId(secretId), version, cancellationToken).GetAwaiter().GetResult();
        return Made(
            ("ARN", value.Version.Arn),
            ("Name", value.Version.Name),
            ("VersionId", value.Version.VersionId.Value),
            ("VersionStages", value.Version.Labels.Select(label => label.Value).ToArray()),
            ("SecretString", value.Text.Reveal()));
    }

    public void Move(string secretId, string versionStage, string moveTo, string removeFrom) =>
        store.MoveLabelAsync(
            new SecretId(secretId),
            new StageLabel(versionStage),
            removeFrom.Length == 0 ? null : new VersionId(removeFrom),
            moveTo.Length == 0 ? null : new VersionId(moveTo),
            cancellationToken).GetAwaiter().GetResult();

    private static PSObject Made(params (string Name, object? Value)[] properties)
    {
        var made = new PSObject();
        foreach (var (name, value) in properties)
        {
            made.Properties.Add(new PSNoteProperty(name, value));
        }

        return made;
    }
}
