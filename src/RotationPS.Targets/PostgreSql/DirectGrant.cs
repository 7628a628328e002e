namespace RotationPS.Targets.PostgreSql;

/// <summary>One privilege on one object that was granted to the base or its clone itself.</summary>
internal sealed record DirectGrant
{
    /// <summary>Whether the object belongs to the whole server: a database, a tablespace, a parameter.</summary>
    public required bool IsShared { get; init; }

    /// <summary>What GRANT calls the object, for example TABLE.</summary>
    public required string Kind { get; init; }

    /// <summary>The object's name in the server's own quoting.</summary>
    public required string Identity { get; init; }

    /// <summary>The column, in the server's own quoting; null for the whole object.</summary>
    public required string? Column { get; init; }

    /// <summary>The privilege, for example SELECT.</summary>
    public required string Privilege { get; init; }

    /// <summary>Whether it may be given on.</summary>
    public required bool IsGrantable { get; init; }

    /// <summary>Who was granted it.</summary>
    public required string Holder { get; init; }

    /// <summary>Who granted it.</summary>
    public required string Grantor { get; init; }

    /// <summary>Who owns the object.</summary>
    public required string Owner { get; init; }

    /// <summary>Who has the same privilege on the object, in whatever way.</summary>
    public required Holders HeldBy { get; init; }

    /// <summary>Whether the holder has given rights on this object to others.</summary>
    public required bool IsGivenOn { get; init; }

    /// <summary>Whether the session may act for the object's owner.</summary>
    public required bool MayChange { get; init; }

    /// <summary>What the object is called where it is shown.</summary>
    public string Object => $"{Kind} {Identity}";

    /// <summary>The privilege as GRANT writes it.</summary>
    public string Permission => Column is null ? Privilege : $"{Privilege} ({Column})";
}
