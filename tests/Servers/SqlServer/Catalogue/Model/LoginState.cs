namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>What failed logins leave behind; it is not part of any transaction.</summary>
internal sealed class LoginState
{
    public int BadPasswords { get; set; }

    public DateTime? BadPasswordTime { get; set; }

    public DateTime? LockoutTime { get; set; }
}
