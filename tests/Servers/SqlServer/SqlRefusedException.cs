namespace RotationPS.Servers.SqlServer;

/// <summary>The server refuses a login; the errors are what it sends before it hangs up.</summary>
/// <param name="errors">The errors, the decisive one first.</param>
public sealed class SqlRefusedException(params SqlError[] errors) : Exception(errors[0].Message)
{
    /// <summary>The errors, the decisive one first.</summary>
    public IReadOnlyList<SqlError> Errors { get; } = errors;
}
