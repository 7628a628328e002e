namespace RotationPS.Benchmarks.Harness;

/// <summary>A folder that is gone with whoever made it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rotationps-benchmarks-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
