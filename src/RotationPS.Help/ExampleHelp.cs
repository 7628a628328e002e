namespace RotationPS.Help;

/// <summary>An example: what it is for, the commands, and what to see in their result.</summary>
internal sealed record ExampleHelp(IReadOnlyList<string> Introduction, string Code, IReadOnlyList<string> Remarks);
