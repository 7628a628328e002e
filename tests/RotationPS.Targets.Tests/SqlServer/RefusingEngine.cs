using RotationPS.Servers.SqlServer;

namespace RotationPS.Targets.Tests.SqlServer;

/// <summary>A server that refuses every login with one error.</summary>
internal sealed class RefusingEngine(int number, byte severity = 14) : ISqlEngine
{
    /// <summary>How often somebody has tried.</summary>
    public int Logins { get; private set; }

    public ISqlSession LogIn(SqlLoginRequest request)
    {
        Logins++;
        throw new SqlRefusedException(new SqlError(number, severity, 1, $"The server's own words for {request.UserName}."));
    }
}
