using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager.Internal;

/// <summary>The operations of Secrets Manager that this client knows.</summary>
internal static class Operations
{
    // A value may be full of what the usual encoder escapes, and an escape takes six bytes for one.
    private static readonly WireFormat _wire =
        new(new JsonSerializerOptions(WireFormat.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static Operation<CreateSecretRequest, CreateSecretResponse> CreateSecret { get; } =
        new("CreateSecret", _wire.CreateSecretRequest, _wire.CreateSecretResponse);

    public static Operation<GetSecretValueRequest, GetSecretValueResponse> GetSecretValue { get; } =
        new("GetSecretValue", _wire.GetSecretValueRequest, _wire.GetSecretValueResponse);

    public static Operation<BatchGetSecretValueRequest, BatchGetSecretValueResponse> BatchGetSecretValue { get; } =
        new("BatchGetSecretValue", _wire.BatchGetSecretValueRequest, _wire.BatchGetSecretValueResponse);

    public static Operation<PutSecretValueRequest, PutSecretValueResponse> PutSecretValue { get; } =
        new("PutSecretValue", _wire.PutSecretValueRequest, _wire.PutSecretValueResponse);

    public static Operation<DescribeSecretRequest, DescribeSecretResponse> DescribeSecret { get; } =
        new("DescribeSecret", _wire.DescribeSecretRequest, _wire.DescribeSecretResponse);

    public static Operation<UpdateSecretVersionStageRequest, UpdateSecretVersionStageResponse> UpdateSecretVersionStage { get; } =
        new("UpdateSecretVersionStage", _wire.UpdateSecretVersionStageRequest, _wire.UpdateSecretVersionStageResponse);

    public static Operation<ListSecretsRequest, ListSecretsResponse> ListSecrets { get; } =
        new("ListSecrets", _wire.ListSecretsRequest, _wire.ListSecretsResponse);

    public static Operation<ListSecretVersionIdsRequest, ListSecretVersionIdsResponse> ListSecretVersionIds { get; } =
        new("ListSecretVersionIds", _wire.ListSecretVersionIdsRequest, _wire.ListSecretVersionIdsResponse);

    public static Operation<TagResourceRequest, TagResourceResponse> TagResource { get; } =
        new("TagResource", _wire.TagResourceRequest, _wire.TagResourceResponse);

    public static Operation<UntagResourceRequest, UntagResourceResponse> UntagResource { get; } =
        new("UntagResource", _wire.UntagResourceRequest, _wire.UntagResourceResponse);

    public static Operation<DeleteSecretRequest, DeleteSecretResponse> DeleteSecret { get; } =
        new("DeleteSecret", _wire.DeleteSecretRequest, _wire.DeleteSecretResponse);

    public static Operation<RotateSecretRequest, RotateSecretResponse> RotateSecret { get; } =
        new("RotateSecret", _wire.RotateSecretRequest, _wire.RotateSecretResponse);

    public static Operation<CancelRotateSecretRequest, CancelRotateSecretResponse> CancelRotateSecret { get; } =
        new("CancelRotateSecret", _wire.CancelRotateSecretRequest, _wire.CancelRotateSecretResponse);
}
