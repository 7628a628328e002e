namespace RotationPS.Servers.SqlServer;

/// <summary>What a batch gives back.</summary>
/// <param name="Results">Its result sets, in order.</param>
/// <param name="Messages">Errors (class 11 and above) and notices, in order; after an error nothing more was run, or what the server would go on with.</param>
/// <param name="Outputs">The values of output parameters, by name.</param>
public sealed record SqlAnswer(IReadOnlyList<SqlResultSet> Results, IReadOnlyList<SqlError> Messages, IReadOnlyDictionary<string, object?> Outputs);
