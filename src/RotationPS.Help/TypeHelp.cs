namespace RotationPS.Help;

/// <summary>A type of object a cmdlet takes or gives.</summary>
internal sealed record TypeHelp(string Name, string Description);
