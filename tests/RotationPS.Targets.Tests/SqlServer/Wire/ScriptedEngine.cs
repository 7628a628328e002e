using System.Collections.Concurrent;
using RotationPS.Servers.SqlServer;

namespace RotationPS.Targets.Tests.SqlServer.Wire;

/// <summary>Knows one login and answers batches with what a test says.</summary>
internal sealed class ScriptedEngine : ISqlEngine
{
    public const string Login = "app";
    public const string FirstPassword = "Pä55 €\"';=";

    public string Password { get; set; } = FirstPassword;

    /// <summary>What a login is refused with, whatever its password.</summary>
    public SqlError? Refusal { get; set; }

    public Func<ScriptedSession, string, IReadOnlyList<SqlArgument>, CancellationToken, Task<SqlAnswer>> Answer { get; set; } =
        (_, _, _, _) => Task.FromResult(Nothing);

    public ConcurrentQueue<SqlLoginRequest> Logins { get; } = new();

    public ConcurrentQueue<string> Batches { get; } = new();

    public ConcurrentQueue<ScriptedSession> Sessions { get; } = new();

    public static SqlAnswer Nothing { get; } = new([], [], new Dictionary<string, object?>());

    public static SqlAnswer Says(params SqlError[] messages) => Nothing with { Messages = messages };

    public static SqlAnswer Gives(params SqlResultSet[] results) => Nothing with { Results = results };

    public void Answers(Func<string, IReadOnlyList<SqlArgument>, SqlAnswer> answer) =>
        Answer = (_, batch, arguments, _) => Task.FromResult(answer(batch, arguments));

    public ISqlSession LogIn(SqlLoginRequest request)
    {
        Logins.Enqueue(request);
        if (Refusal is not null)
        {
            throw new SqlRefusedException(Refusal);
        }
        if (request.UserName != Login || request.Password != Password)
        {
            throw new SqlRefusedException(new SqlError(18456, 14, 1, $"Login failed for user '{request.UserName}'."));
        }
        Password = request.NewPassword ?? Password;
        var session = new ScriptedSession(this, request.Database ?? "master");
        Sessions.Enqueue(session);
        return session;
    }
}
