namespace RotationPS.Engine.Accounts;

/// <summary>A password. It has no public property and prints as asterisks; whoever needs the text says <see cref="Reveal"/>.</summary>
public sealed class Password : IEquatable<Password>
{
    private readonly string _text;

    /// <param name="text">The password, any string.</param>
    public Password(string text) => _text = text ?? throw new ArgumentNullException(nameof(text));

    /// <summary>Gives the password in clear.</summary>
    public string Reveal() => _text;

    /// <inheritdoc/>
    public bool Equals(Password? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Password);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Asterisks.</summary>
    public override string ToString() => "********";
}
