namespace RotationPS.Engine.Failures;

/// <summary>
/// The one family of errors that the engine, the stores and the targets throw. The message says what was wrong, in the
/// server's own words where it has any, and ends with the one next step. It never holds a password.
/// </summary>
public sealed class RotationException : Exception
{
    /// <param name="kind">What went wrong; also the error id.</param>
    /// <param name="what">What was wrong, as one or more whole sentences.</param>
    /// <param name="nextStep">What to do about it, as one whole sentence.</param>
    /// <param name="inner">The error underneath, for debugging; its text is not shown.</param>
    public RotationException(FailureKind kind, string what, string nextStep, Exception? inner = null)
        : base($"{what} {nextStep}", inner)
    {
        Kind = kind;
        What = what;
        NextStep = nextStep;
    }

    /// <summary>What went wrong.</summary>
    public FailureKind Kind { get; }

    /// <summary>The message without that sentence: what was wrong.</summary>
    public string What { get; }

    /// <summary>The sentence at the end of the message that says what to do.</summary>
    public string NextStep { get; }

    /// <summary>
    /// Whether nothing has changed and the same work, begun anew on a fresh session, is likely to succeed: somebody else's
    /// work came in between, and it is over.
    /// </summary>
    public bool IsWorthRepeating { get; init; }

    /// <summary>The same failure for whoever reads it among those of other secrets.</summary>
    /// <param name="secret">The name of the secret.</param>
    /// <returns>One whose message names the secret; this one where it does so already.</returns>
    public RotationException Of(string secret) => Names(secret)
        ? this
        : new RotationException(Kind, $"Secret '{secret}': {What}", NextStep, this);

    /// <summary>Whether the message says which secret it is about.</summary>
    /// <param name="secret">What it may say: the name of the secret, or its ARN.</param>
    public bool Names(string secret) =>
        What.Contains($"secret '{secret}'", StringComparison.OrdinalIgnoreCase) || What.Contains($"secret named '{secret}'", StringComparison.Ordinal);
}
