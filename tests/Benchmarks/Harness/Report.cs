using System.Globalization;

namespace RotationPS.Benchmarks.Harness;

/// <summary>Prints a line for each figure: what it is, how much, the goal, whether it is met, and what lies behind it.</summary>
internal static class Report
{
    /// <summary>Begins a table.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="words">What is measured, and what the floor holds.</param>
    public static void Table(string name, string words)
    {
        Console.WriteLine();
        Console.WriteLine($"# {name}: {words}");
    }

    /// <summary>Prints a figure.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="value">How much.</param>
    /// <param name="unit">Of what.</param>
    /// <param name="goal">What it has to keep to; null where nobody has set a goal.</param>
    /// <param name="behind">What lies behind it.</param>
    public static void Figure(string name, double value, string unit, Goal? goal, string behind = "")
    {
        var verdict = goal is null ? "no goal" : $"goal {goal.Words} {(goal.IsMetBy(value) ? "met" : "MISSED")}";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-32} {value,9:0.00} {unit,-12} {verdict,-20} {behind}").TrimEnd());
    }
}
