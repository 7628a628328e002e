using System.Globalization;
using System.Management.Automation.Host;

namespace RotationPS.Tests.Cmdlets.Sessions;

/// <summary>A host that keeps what it is shown and gives prepared answers.</summary>
internal sealed class RecordingHost : PSHost
{
    public RecordingUserInterface Recorder { get; } = new();

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "RotationPS.Tests";

    public override PSHostUserInterface UI => Recorder;

    public override Version Version { get; } = new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode) => throw new NotSupportedException();
}
