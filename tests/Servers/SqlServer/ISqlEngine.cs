namespace RotationPS.Servers.SqlServer;

/// <summary>What the wire protocol asks of the server behind it: who may log in.</summary>
public interface ISqlEngine
{
    /// <summary>Decides a login and, where it succeeds, opens a session. Changes the password first where one is asked for.</summary>
    /// <param name="request">Who logs in, and how.</param>
    /// <exception cref="SqlRefusedException">The server's refusal, with its error number.</exception>
    ISqlSession LogIn(SqlLoginRequest request);
}
