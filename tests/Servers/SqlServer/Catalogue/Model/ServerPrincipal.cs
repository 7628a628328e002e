namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A login or a server role.</summary>
internal sealed class ServerPrincipal
{
    public required int Id { get; init; }

    public required string Name { get; set; }

    public required byte[] Sid { get; init; }

    /// <summary>Gets S for a SQL login, R for a server role.</summary>
    public required char Type { get; init; }

    public bool IsFixedRole { get; init; }

    public int? OwnerId { get; set; }

    public byte[]? PasswordHash { get; set; }

    public bool IsDisabled { get; set; }

    public bool IsPolicyChecked { get; set; } = true;

    public bool IsExpirationChecked { get; set; }

    public bool MustChange { get; set; }

    public string? DefaultDatabase { get; set; }

    public string? DefaultLanguage { get; set; }

    public DateTime Created { get; init; }

    public DateTime Modified { get; set; }

    public DateTime PasswordSet { get; set; }

    public List<byte[]> PasswordHistory { get; private set; } = [];

    public LoginState State { get; init; } = new();

    public ServerPrincipal Copy()
    {
        var copy = (ServerPrincipal)MemberwiseClone();
        copy.PasswordHistory = [.. PasswordHistory];
        return copy;
    }
}
