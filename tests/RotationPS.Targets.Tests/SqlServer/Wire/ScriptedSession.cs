using RotationPS.Servers.SqlServer;

namespace RotationPS.Targets.Tests.SqlServer.Wire;

/// <summary>A session of <see cref="ScriptedEngine"/>.</summary>
internal sealed class ScriptedSession(ScriptedEngine engine, string database) : ISqlSession
{
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Database { get; set; } = database;

    public CancellationToken Ended => _ended.Token;

    public Task Disposed => _disposed.Task;

    public void End() => _ended.Cancel();

    public Task<SqlAnswer> ExecuteAsync(string batch, IReadOnlyList<SqlArgument> arguments, CancellationToken cancellationToken)
    {
        engine.Batches.Enqueue(batch);
        return engine.Answer(this, batch, arguments, cancellationToken);
    }

    public void Dispose() => _disposed.TrySetResult();
}
