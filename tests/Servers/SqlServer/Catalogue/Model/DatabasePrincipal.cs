namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A user or a role of a database.</summary>
internal sealed class DatabasePrincipal
{
    public required int Id { get; init; }

    public required string Name { get; set; }

    /// <summary>Gets S for a SQL user, R for a role.</summary>
    public required char Type { get; init; }

    public byte[]? Sid { get; set; }

    public string? DefaultSchema { get; set; }

    public string? DefaultLanguage { get; set; }

    public int? OwnerId { get; set; }

    public bool IsFixedRole { get; init; }

    /// <summary>Gets or sets 0 for none, 1 for a login's user, 2 for a user with its own password.</summary>
    public int Authentication { get; set; }

    public byte[]? PasswordHash { get; set; }

    public DateTime Created { get; init; }

    public DateTime Modified { get; set; }

    public LoginState State { get; init; } = new();

    public bool IsUser => Type == 'S';

    public DatabasePrincipal Copy() => (DatabasePrincipal)MemberwiseClone();
}
