using System.Management.Automation;

namespace RotationPS.Tests.Help.Samples;

public abstract class DepotCommand<T> : PSCmdlet
{
    /// <summary>The depot to work with.</summary>
    /// <value>The one in <c>$env:DEPOT</c></value>
    [Parameter]
    public T? Depot { get; set; }
}
