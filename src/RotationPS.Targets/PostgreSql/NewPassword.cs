using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.PostgreSql;

/// <summary>A new password on its way to the server: what is demanded of it, and what stands for it in a statement.</summary>
internal static class NewPassword
{
    /// <summary>Makes sure that the server and its clients mean the same password, before anything is said to the server.</summary>
    public static void DemandExpressible(AccountName account, Password password)
    {
        if (!PrintableAscii.Is(password))
        {
            throw PostgreSqlFailures.PasswordNotAscii(account);
        }
    }

    /// <summary>The verifier of a password, as a statement has it.</summary>
    public static string LiteralOf(Password password) => PostgreSqlText.Literal(ScramVerifier.Create(password));
}
