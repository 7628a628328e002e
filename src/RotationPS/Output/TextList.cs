using System.Collections.ObjectModel;

namespace RotationPS.Output;

/// <summary>A list whose text is that of what is in it: Export-Csv would write the name of any other list's type.</summary>
internal sealed class TextList<T>(IEnumerable<T> items) : ReadOnlyCollection<T>([.. items])
{
    public override string ToString() => string.Join(", ", this);
}
