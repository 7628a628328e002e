using System.Net;

namespace RotationPS.Servers.SecretsManager;

/// <summary>An error that Secrets Manager answers with.</summary>
internal sealed class ServiceError(string code, string message, HttpStatusCode status = HttpStatusCode.BadRequest) : Exception(message)
{
    /// <summary>The error's name on the wire.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;
}
