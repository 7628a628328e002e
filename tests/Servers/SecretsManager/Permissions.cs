namespace RotationPS.Servers.SecretsManager;

/// <summary>Refuses what the endpoint's behaviour denies, in the words of IAM and of KMS.</summary>
internal sealed class Permissions(EndpointBehaviour behaviour)
{
    public void Check(string action, string? resource, EndpointCall call)
    {
        if (behaviour.IsDenied(action, resource))
        {
            throw ServiceErrors.AccessDenied(action, resource ?? "*", call.AccessKeyId ?? "unknown");
        }
    }

    public void CheckKey(string action, string? resource)
    {
        if (behaviour.IsDenied(action, resource))
        {
            throw ServiceErrors.KeyAccessDenied();
        }
    }
}
