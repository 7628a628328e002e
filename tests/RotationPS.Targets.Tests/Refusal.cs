using RotationPS.Engine.Failures;

namespace RotationPS.Targets.Tests;

/// <summary>Expects a call to be refused in the way this project refuses.</summary>
internal static class Refusal
{
    /// <summary>The refusal, of the kind that is expected, ending with its next step.</summary>
    public static async Task<RotationException> OfAsync(FailureKind kind, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<RotationException>(call);
        Assert.True(kind == refusal.Kind, $"Expected {kind}, got {refusal.Kind}: {refusal.Message}");
        Assert.EndsWith(refusal.NextStep, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refusal.NextStep, StringComparison.Ordinal);
        return refusal;
    }
}
