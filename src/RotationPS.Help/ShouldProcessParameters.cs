namespace RotationPS.Help;

/// <summary>The two parameters PowerShell gives a cmdlet that supports ShouldProcess.</summary>
internal static class ShouldProcessParameters
{
    public static IReadOnlyList<ParameterHelp> All { get; } =
    [
        Switch("WhatIf", "wi", "Shows what the command would do, and changes nothing."),
        Switch("Confirm", "cf", "Asks before anything is changed."),
    ];

    private static ParameterHelp Switch(string name, string alias, string description) => new()
    {
        Name = name,
        PropertyName = name,
        TypeName = "SwitchParameter",
        IsSwitch = true,
        Description = [description],
        DefaultValue = "False",
        Aliases = [alias],
        Bindings = [new ParameterBinding(ParameterBinding.AllSets)],
    };
}
