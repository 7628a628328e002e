using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;

namespace RotationPS.Servers.SqlServer.Wire;

/// <summary>What all connections of an endpoint share.</summary>
internal sealed record WireSettings(ISqlEngine Engine, TdsEncryption Encryption, X509Certificate2? Certificate)
{
    public ConcurrentQueue<Exception> Failures { get; } = new();

    /// <summary>Keeps a failure for the test, and makes it an error that a client understands.</summary>
    public SqlError Fail(Exception failure)
    {
        Failures.Enqueue(failure);
        return new SqlError(50000, 16, 1, failure.Message);
    }
}
