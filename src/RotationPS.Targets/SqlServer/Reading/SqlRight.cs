namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>A permission that somebody has, or is denied.</summary>
/// <param name="Class">The kind of thing it is on; see <see cref="SecurableClass"/>.</param>
/// <param name="Securable">The thing as GRANT names it; null for the server or the database itself.</param>
/// <param name="Column">A column of it; null for all of it.</param>
/// <param name="Permission">The permission.</param>
internal sealed record SqlRight(int Class, string? Securable, string? Column, string Permission)
{
    public RightState State { get; init; }

    /// <summary>
    /// All who granted it; null stands for the owner, who does so where nobody is named. Each one's grant stands by itself.
    /// </summary>
    public IReadOnlyList<string?> Grantors { get; init; } = [null];

    /// <summary>Whether GRANT can name the thing.</summary>
    public bool IsNamed { get; init; } = true;

    /// <summary>What the permission is and what on, whatever its state.</summary>
    public (string? Securable, string? Column, string Permission) Key => (Securable, Column, Permission);

    public string StateText => Text(State);

    public static string Text(RightState state) => state switch
    {
        RightState.Grant => "GRANT",
        RightState.GrantWithGrantOption => "GRANT WITH GRANT OPTION",
        RightState.Deny => "DENY",
        _ => "REVOKE",
    };
}
