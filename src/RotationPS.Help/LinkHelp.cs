namespace RotationPS.Help;

/// <summary>A related page, or a related cmdlet when there is no address.</summary>
internal sealed record LinkHelp(string Text, string Address);
