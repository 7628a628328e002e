namespace RotationPS.Servers;

/// <summary>What a <see cref="SecretsManagerEndpoint"/> does instead of answering properly.</summary>
public enum EndpointFault
{
    /// <summary>HTTP 400 with ThrottlingException; nothing is done.</summary>
    Throttled,

    /// <summary>HTTP 500 with InternalServiceError; nothing is done.</summary>
    ServerError,

    /// <summary>HTTP 503 with an empty body, as from a load balancer; nothing is done.</summary>
    Unavailable,

    /// <summary>HTTP 200 with a page of HTML, as from a proxy; nothing is done.</summary>
    NotJson,

    /// <summary>No answer at all for as long as the client waits; nothing is done.</summary>
    NoAnswer,

    /// <summary>The connection is reset before the request is looked at; nothing is done.</summary>
    Refused,

    /// <summary>What was asked for is done, but the answer is HTTP 500.</summary>
    AnswerLost,

    /// <summary>What was asked for is done, but the connection is closed after half of the answer.</summary>
    AnswerCut,

    /// <summary>
    /// What was asked for is done, but the connection is reset after half of the answer; the client may not even see that half.
    /// </summary>
    AnswerReset,
}
