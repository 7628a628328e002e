namespace RotationPS.Stores.Tests.SecretsManager;

/// <summary>What the endpoint was asked.</summary>
/// <param name="Line">The first line.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
internal sealed record ReceivedRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Operation => Headers["X-Amz-Target"].Split('.')[1];

    public string Authorization => Headers["Authorization"];
}
