namespace RotationPS.Engine.Secrets;

/// <summary>
/// The value of a secret. It has no public property and prints as asterisks, so that no formatter, serializer or log
/// shows it; whoever needs the text says <see cref="Reveal"/>.
/// </summary>
public sealed class SecretText : IEquatable<SecretText>
{
    private readonly string _text;

    /// <param name="text">The value, any string.</param>
    public SecretText(string text) => _text = text ?? throw new ArgumentNullException(nameof(text));

    /// <summary>Gives the value in clear.</summary>
    public string Reveal() => _text;

    /// <inheritdoc/>
    public bool Equals(SecretText? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecretText);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Asterisks.</summary>
    public override string ToString() => "********";
}
