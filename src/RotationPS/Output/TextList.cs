using System.Collections.ObjectModel;

namespace RotationPS.Output;

/// <summary>A list whose text is that of what is in it: Export-Csv would write the name of any other list's type.</summary>
/// <param name="items">What is in it.</param>
/// <param name="separator">What stands between them in the text.</param>
internal sealed class TextList<T>(IEnumerable<T> items, string separator = ", ") : ReadOnlyCollection<T>([.. items])
{
    public override string ToString() => string.Join(separator, this);
}
