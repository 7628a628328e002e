using System.Text.Json.Nodes;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Servers.SecretsManager;

/// <summary>The operations by name, one at a time: each is as atomic as the service's.</summary>
internal sealed class Operations : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly SecretViews _views;
    private readonly Permissions _permissions;
    private readonly EndpointBehaviour _behaviour;
    private readonly Dictionary<string, Func<EndpointCall, WireRequest, Task<JsonObject>>> _reads;
    private readonly Dictionary<string, Func<EndpointCall, WireRequest, Task<JsonObject>>> _writes;

    public Operations(ISecretStore store, SecretViews views, EndpointBehaviour behaviour, TimeProvider clock)
    {
        _views = views;
        _behaviour = behaviour;
        _permissions = new Permissions(behaviour);
        var reads = new SecretReads(store, views, _permissions);
        var writes = new SecretWrites(store, views, _permissions, clock);
        _reads = new(StringComparer.Ordinal)
        {
            ["GetSecretValue"] = reads.GetSecretValueAsync,
            ["BatchGetSecretValue"] = reads.BatchGetSecretValueAsync,
            ["DescribeSecret"] = reads.DescribeSecretAsync,
            ["ListSecrets"] = reads.ListSecretsAsync,
            ["ListSecretVersionIds"] = reads.ListSecretVersionIdsAsync,
            ["GetRandomPassword"] = RandomPassword.GetRandomPasswordAsync,
        };
        _writes = new(StringComparer.Ordinal)
        {
            ["CreateSecret"] = writes.CreateSecretAsync,
            ["PutSecretValue"] = writes.PutSecretValueAsync,
            ["UpdateSecretVersionStage"] = writes.UpdateSecretVersionStageAsync,
            ["TagResource"] = writes.TagResourceAsync,
            ["UntagResource"] = writes.UntagResourceAsync,
            ["DeleteSecret"] = writes.DeleteSecretAsync,
            ["RestoreSecret"] = writes.RestoreSecretAsync,
            ["RotateSecret"] = writes.RotateSecretAsync,
            ["CancelRotateSecret"] = writes.CancelRotateSecretAsync,
        };
    }

    /// <exception cref="ServiceError">What the service would answer with.</exception>
    public async Task<JsonObject> RunAsync(EndpointCall call, byte[] body)
    {
        var isWrite = _writes.TryGetValue(call.Operation, out var operation);
        if (!isWrite && !_reads.TryGetValue(call.Operation, out operation))
        {
            throw ServiceErrors.UnknownOperation(call.Operation);
        }

        var request = WireRequest.Parse(body);
        _permissions.Check($"secretsmanager:{call.Operation}", request.Resource(), call);
        await _gate.WaitAsync();
        try
        {
            return isWrite ? await WriteAsync(operation!, call, request) : await operation!(call, request);
        }
        catch (RotationException failure)
        {
            throw ServiceErrors.From(failure);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<JsonObject> WriteAsync(Func<EndpointCall, WireRequest, Task<JsonObject>> operation, EndpointCall call, WireRequest request)
    {
        if (_behaviour.TakeHidden(call.Operation) is not { } reads || request.Resource() is not { } resource)
        {
            return await operation(call, request);
        }

        var before = await _views.TryFindAsync(new SecretId(resource));
        var answer = await operation(call, request);
        (await _views.FindAsync(new SecretId(resource))).State.Hide(before, reads);
        return answer;
    }
}
