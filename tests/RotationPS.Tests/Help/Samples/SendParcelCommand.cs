using System.Management.Automation;

namespace RotationPS.Tests.Help.Samples;

/// <summary>
/// Sends a parcel
/// on its way.
/// </summary>
/// <remarks>
/// <para>Takes what <see cref="GetParcelCommand"/> gives, at <see cref="ParcelSpeed.Express"/> where <see cref="Speed"/> says so.</para>
/// <para>Does nothing when <c>Weight</c> is <see langword="null"/>; see <see href="https://example.org/post">the rates</see>.</para>
/// </remarks>
/// <example>
/// <para>Sends one parcel.</para>
/// <para>It must be in the depot.</para>
/// <code>
///     if ($late) {
///         Send-Parcel -Number 17 -Speed Express
///     }
/// </code>
/// <para>The sent parcel is the output.</para>
/// </example>
/// <example>
/// <para>Sends all of them.</para>
/// <code>
/// Get-Parcel | Send-Parcel -WhatIf
/// </code>
/// </example>
/// <seealso href="https://example.org/post">Rates of the post</seealso>
/// <seealso cref="GetParcelCommand"/>
[Cmdlet(VerbsCommunications.Send, "Parcel", SupportsShouldProcess = true, DefaultParameterSetName = ByNumber)]
[OutputType(typeof(Parcel))]
public sealed class SendParcelCommand : DepotCommand<string>
{
    private const string ByNumber = nameof(ByNumber);
    private const string ByParcel = nameof(ByParcel);

    /// <summary>The parcels, as objects.</summary>
    [Parameter(ParameterSetName = ByParcel, Mandatory = true, ValueFromPipeline = true)]
    public Parcel[] InputObject { get; set; } = [];

    /// <summary>The way it goes.</summary>
    [Parameter(Position = 1)]
    public ParcelSpeed? Speed { get; set; }

    /// <summary>The numbers of the parcels.</summary>
    [Parameter(ParameterSetName = ByNumber, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "No")]
    public int[] Number { get; set; } = [];

    /// <summary>Its weight in grams.</summary>
    /// <value>500</value>
    [Parameter]
    [ValidateRange(1, 30000)]
    public int Weight { get; set; } = 500;

    /// <summary>How it is wrapped.</summary>
    [Parameter]
    [ValidateSet("Box", "Bag")]
    public string? Wrapping { get; set; }

    /// <summary>Does not ask for a signature.</summary>
    [Parameter]
    public SwitchParameter Unsigned { get; set; }

    public string? NotAParameter { get; set; }
}
