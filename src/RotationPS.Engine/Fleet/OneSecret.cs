namespace RotationPS.Engine.Fleet;

/// <summary>Tells what is one secret's own misfortune from what ends the whole run.</summary>
internal static class OneSecret
{
    /// <summary>
    /// Whether an error, foreseen or not, is that of the secret that is worked on: then the others go on without it. A driver
    /// may give up by itself, which is no stop; where there is no memory, the next secret has none either.
    /// </summary>
    /// <param name="error">The error.</param>
    /// <param name="cancellationToken">What stops the run.</param>
    public static bool IsToBlameFor(Exception error, CancellationToken cancellationToken) => error switch
    {
        OutOfMemoryException => false,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => true,
    };
}
