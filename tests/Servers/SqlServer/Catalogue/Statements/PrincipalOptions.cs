using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The options of CREATE and ALTER LOGIN and USER.</summary>
/// <param name="options">The options.</param>
internal sealed class PrincipalOptions(IEnumerable<PrincipalOption> options)
{
    private readonly PrincipalOption[] _options = [.. options];

    public bool Has(PrincipalOptionKind kind) => _options.Any(option => option.OptionKind == kind);

    public bool? Switch(PrincipalOptionKind kind) =>
        _options.OfType<OnOffPrincipalOption>().FirstOrDefault(option => option.OptionKind == kind) is { } option ? option.OptionState == OptionState.On : null;

    public string? Name(PrincipalOptionKind kind) => _options.FirstOrDefault(option => option.OptionKind == kind) switch
    {
        IdentifierPrincipalOption identifier => identifier.Identifier.Value,
        LiteralPrincipalOption literal => literal.Value.Value,
        _ => null,
    };

    public byte[]? Sid() => _options.FirstOrDefault(option => option.OptionKind == PrincipalOptionKind.Sid) is LiteralPrincipalOption option
        ? Literals.Bytes(option.Value.Value)
        : null;

    public PasswordAlterPrincipalOption? Password() => _options.OfType<PasswordAlterPrincipalOption>().FirstOrDefault();

    public string? PlainPassword() => _options.FirstOrDefault(option => option.OptionKind == PrincipalOptionKind.Password) switch
    {
        PasswordAlterPrincipalOption change => change.Password.Value,
        LiteralPrincipalOption literal => literal.Value.Value,
        _ => null,
    };

    /// <summary>Refuses options that are not among those dealt with.</summary>
    public void Only(params PrincipalOptionKind[] known)
    {
        if (_options.FirstOrDefault(option => !known.Contains(option.OptionKind)) is { } unknown)
        {
            throw new UnknownToCatalogueException($"the option {unknown.OptionKind}");
        }
    }
}
