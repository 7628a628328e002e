using System.Management.Automation;

namespace RotationPS.Tests.Help.Samples;

/// <summary>Gets parcels.</summary>
/// <remarks>Loose text is a paragraph too.</remarks>
/// <example>
/// <code>Get-Parcel</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "Parcel")]
[OutputType("Some.Parcel")]
public sealed class GetParcelCommand : DepotCommand<string>;
