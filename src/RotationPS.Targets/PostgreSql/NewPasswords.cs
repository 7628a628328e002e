using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>A session's new passwords on their way to the server: what is demanded of one, and what stands for it in a statement.</summary>
internal sealed class NewPasswords
{
    private (Password Password, Task<string> Literal)? _expected;

    /// <summary>See <see cref="ITargetSession.Expect"/>.</summary>
    public void Expect(Password password) => _expected = (password, ComputeAsync(password));

    /// <summary>
    /// The verifier of a password, as a statement has it; what is computed is begun here at the latest. The server and its
    /// clients have to mean the same password, and that is made sure before anything is said to the server.
    /// </summary>
    /// <exception cref="RotationPS.Engine.Failures.RotationException">The password cannot be expressed.</exception>
    public Task<string> LiteralOfAsync(AccountName account, Password password)
    {
        if (!PrintableAscii.Is(password))
        {
            throw PostgreSqlFailures.PasswordNotAscii(account);
        }

        var literal = _expected is { } expected && expected.Password.Equals(password) ? expected.Literal : ComputeAsync(password);

        // A session that goes on to another account keeps nothing of this one.
        _expected = null;
        return literal;
    }

    private static Task<string> ComputeAsync(Password password) => Task.Run(() => PostgreSqlText.Literal(ScramVerifier.Create(password)));
}
