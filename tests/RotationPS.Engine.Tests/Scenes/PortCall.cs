namespace RotationPS.Engine.Tests.Scenes;

/// <summary>One call that a process makes to a store or to a server.</summary>
/// <param name="Index">Which call of the process it is, from zero.</param>
/// <param name="Operation">What is called, <c>Store.…</c>, <c>Target.…</c> or <c>Session.…</c>.</param>
/// <param name="About">The account, label or version it is about.</param>
/// <param name="Session">The session it runs on; null for a call to a store or a login.</param>
internal sealed record PortCall(int Index, string Operation, string About, InterceptedSession? Session)
{
    public bool IsOnStore => Operation.StartsWith("Store.", StringComparison.Ordinal);

    public override string ToString() => $"{Index}: {Operation} {About}";
}
