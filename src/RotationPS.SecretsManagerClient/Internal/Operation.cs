using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager.Internal;

/// <summary>One operation on the wire: JSON 1.1 there and back.</summary>
internal sealed class Operation<TRequest, TResponse> : JsonResponseUnmarshaller, IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonSecretsManagerRequest
    where TResponse : AmazonWebServiceResponse, new()
{
    private const string ServiceName = "Amazon.SecretsManager";

    private readonly string _target;
    private readonly JsonTypeInfo<TRequest> _request;
    private readonly JsonTypeInfo<TResponse> _response;

    public Operation(string name, JsonTypeInfo<TRequest> request, JsonTypeInfo<TResponse> response)
    {
        _target = $"secretsmanager.{name}";
        _request = request;
        _response = response;
        Options = new InvokeOptions { RequestMarshaller = this, ResponseUnmarshaller = this };
    }

    public InvokeOptions Options { get; }

    /// <inheritdoc/>
    public IRequest Marshall(AmazonWebServiceRequest input) => new DefaultRequest(input, ServiceName)
    {
        HttpMethod = "POST",
        ResourcePath = "/",
        Content = JsonSerializer.SerializeToUtf8Bytes((TRequest)input, _request),
        Headers =
        {
            ["X-Amz-Target"] = _target,
            ["Content-Type"] = "application/x-amz-json-1.1",
            ["X-Amz-Api-Version"] = "2017-10-17",
        },
    };

    /// <inheritdoc/>
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) =>
        JsonSerializer.Deserialize(input.Stream, _response) ?? throw new JsonException("The answer is null.");

    /// <inheritdoc/>
    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        error.InnerException = innerException;
        error.StatusCode = statusCode;
        return ServiceErrors.From(error);
    }
}
