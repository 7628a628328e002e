namespace RotationPS.Engine.Accounts;

/// <summary>One right, attribute or setting that a clone and its base do not share, or that cannot be copied.</summary>
/// <param name="Scope">What it belongs to: <c>server</c>, or the name of a database.</param>
/// <param name="Object">What it is a right on, for example <c>TABLE public.orders</c>; null for the account itself.</param>
/// <param name="Permission">The right, attribute or setting, for example <c>SELECT</c>, <c>LOGIN</c>, <c>MEMBER OF x</c>.</param>
/// <param name="State"><c>GRANT</c>, <c>GRANT WITH GRANT OPTION</c> or <c>DENY</c>; null where that has no meaning.</param>
/// <param name="OnBase">What the base has: yes, no or the value; null for nothing.</param>
/// <param name="OnClone">What the clone has: yes, no or the value; null for nothing.</param>
public sealed record RightsDifference(string Scope, string? Object, string Permission, string? State, string? OnBase, string? OnClone)
{
    /// <summary>The scope of what belongs to the whole server.</summary>
    public const string ServerScope = "server";

    /// <summary>
    /// Why it cannot be brought in line, as a whole sentence. Such a difference is told and stands in nobody's way; null
    /// for one that a rotation brings in line.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>The difference in words.</summary>
    public override string ToString() =>
        $"{Scope}: {string.Join(' ', new[] { State, Permission }.OfType<string>())}{(Object is null ? "" : $" on {Object}")} is {OnBase ?? "absent"} on the base and {OnClone ?? "absent"} on the clone";
}
