namespace RotationPS.Engine.Tests.Fleet;

/// <summary>A file on a disk that is full after some lines.</summary>
/// <param name="lines">How many lines there is room for.</param>
internal sealed class FullDisk(int lines) : MemoryStream
{
    private bool _isFull;

    /// <summary>How many lines were tried.</summary>
    public int Tries { get; private set; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        _isFull = Tries++ >= lines;
        ThrowWhereFull();
        base.Write(buffer, offset, count);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        ThrowWhereFull();
    }

    private void ThrowWhereFull()
    {
        if (_isFull)
        {
            throw new IOException("No space left on device");
        }
    }
}
