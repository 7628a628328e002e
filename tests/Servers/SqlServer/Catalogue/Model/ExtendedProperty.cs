namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>A row of sys.extended_properties.</summary>
/// <param name="Class">The class of what it is on.</param>
/// <param name="Major">Its id.</param>
/// <param name="Minor">The column, or 0.</param>
/// <param name="Name">The property's name.</param>
/// <param name="Value">Its value.</param>
internal sealed record ExtendedProperty(byte Class, int Major, int Minor, string Name, object? Value);
