namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>An application lock that a session holds.</summary>
/// <param name="name">What it is on.</param>
/// <param name="session">Who holds it.</param>
/// <param name="mode">Its mode.</param>
/// <param name="isOfTransaction">Whether the transaction owns it rather than the session.</param>
internal sealed class HeldLock(LockName name, CatalogueSession session, string mode, bool isOfTransaction)
{
    public LockName Name { get; } = name;

    public CatalogueSession Session { get; } = session;

    public string Mode { get; } = mode;

    public bool IsOfTransaction { get; } = isOfTransaction;
}
