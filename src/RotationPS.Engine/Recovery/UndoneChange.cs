using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Recovery;

/// <summary>
/// Tells an undo of a rotation from one of anything else. A change of strategy makes a version of its own, so that after it
/// AWSPREVIOUS has the very account and password of AWSCURRENT.
/// </summary>
internal static class UndoneChange
{
    /// <param name="former">What AWSPREVIOUS says.</param>
    /// <param name="current">What AWSCURRENT says.</param>
    /// <returns>What an undo takes back, in words that follow the verb; null where that is a rotation.</returns>
    public static string? Of(SecretDocument former, SecretDocument current)
    {
        if (!former.HasCredentialsOf(current))
        {
            return null;
        }

        var (before, after) = (RotationContext.StrategyOf(former), RotationContext.StrategyOf(current));
        return before != after ? $"the change from {Words(before)} to {Words(after)}"
            : former.Equals(current) ? "a version that says the same as the one before it"
            : "the last change of its JSON";
    }

    private static string Words(RotationStrategy strategy) => strategy is RotationStrategy.Alternating ? "alternating users" : "a single user";
}
