namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The catalogue was asked for something it does not model; a test that sees it must fail.</summary>
/// <param name="what">The statement, view, column, function or option.</param>
public sealed class UnknownToCatalogueException(string what) : Exception($"The catalogue does not know {what}.");
