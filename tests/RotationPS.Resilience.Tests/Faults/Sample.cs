namespace RotationPS.Resilience.Tests.Faults;

/// <summary>Takes some of many, spread evenly from the first to the last; all of them where the tests run long.</summary>
internal static class Sample
{
    /// <param name="all">All of them.</param>
    /// <param name="count">How many to take; at least two.</param>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> all, int count) =>
        Stage.RunSettings.IsLong || all.Count <= count
            ? all
            : [.. Enumerable.Range(0, count).Select(index => all[(int)((long)index * (all.Count - 1) / (count - 1))])];
}
