namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>A row of a result.</summary>
internal readonly struct Row(object[] values)
{
    /// <summary>Whether this is no row at all.</summary>
    public bool IsEmpty => values is null;

    public string Text(int column) => TextOrNull(column) ?? string.Empty;

    /// <summary>Columns of fixed length are padded with spaces, which mean nothing; names keep theirs.</summary>
    public string Code(int column) => Text(column).Trim();

    public string? TextOrNull(int column) => values[column] as string;

    public int? Number(int column) => values[column] switch
    {
        int number => number,
        long number => checked((int)number),
        short number => number,
        byte number => number,
        bool flag => flag ? 1 : 0,
        _ => null,
    };

    public bool IsTrue(int column) => Number(column) == 1;

    public byte[] Bytes(int column) => values[column] as byte[] ?? [];
}
