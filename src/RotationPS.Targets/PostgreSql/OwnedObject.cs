namespace RotationPS.Targets.PostgreSql;

/// <summary>An object that the base or its clone owns.</summary>
/// <param name="IsShared">Whether it belongs to the whole server.</param>
/// <param name="Kind">What kind of object it is, for example TABLE.</param>
/// <param name="Identity">Its name in the server's own quoting.</param>
/// <param name="Owner">Who owns it.</param>
/// <param name="Total">How many objects that owner has; only the first of them are listed.</param>
internal sealed record OwnedObject(bool IsShared, string Kind, string Identity, string Owner, long Total)
{
    /// <summary>How many objects of one owner are listed by name.</summary>
    public const int Listed = 20;
}
