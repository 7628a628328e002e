namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>A database as the server lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">ONLINE, or what it is instead.</param>
/// <param name="IsReadOnly">Whether nothing in it can be changed.</param>
/// <param name="IsOpen">Whether the session may enter it.</param>
/// <param name="ShowsUsers">Whether the session sees all that are in it.</param>
/// <param name="OwnerSid">Whose it is.</param>
internal sealed record DatabaseState(string Name, string State, bool IsReadOnly, bool IsOpen, bool ShowsUsers, byte[] OwnerSid)
{
    private const string Online = "ONLINE";

    /// <summary>Why its users cannot be read, as a whole sentence; null where they can.</summary>
    public string? Obstacle =>
        State != Online ? $"The database is {State.ToLowerInvariant().Replace('_', ' ')}, so nobody knows what the two have in it."
        : !IsOpen ? "The superuser may not enter this database, so it is not known what the two have in it."
        : !ShowsUsers ? "The superuser may not see the users of this database (VIEW DEFINITION), so it is not known what the two have in it."
        : null;
}
