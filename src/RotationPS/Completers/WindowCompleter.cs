namespace RotationPS.Completers;

/// <summary>Offers some lengths of a window; any number of whole hours may be typed.</summary>
internal sealed class WindowCompleter : TextCompleter
{
    protected override IEnumerable<string> Texts { get; } = ["1h", "2h", "4h", "8h"];
}
