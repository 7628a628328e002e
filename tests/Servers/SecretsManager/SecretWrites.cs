using System.Security.Cryptography;
using System.Text.Json.Nodes;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Servers.SecretsManager;

/// <summary>The operations that change something.</summary>
internal sealed class SecretWrites(ISecretStore store, SecretViews views, Permissions permissions, TimeProvider clock)
{
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
    private const int MinRotationToken = 36;
    private const int MaxRotationToken = 256;

    private const int MinRecoveryDays = 7;
    private const int MaxRecoveryDays = 30;
    private const int MaxArn = 2048;

    public async Task<JsonObject> CreateSecretAsync(EndpointCall call, WireRequest request)
    {
        var name = Name(request);
        var (text, bytes) = Value(request);
        permissions.CheckKey("kms:GenerateDataKey", name);
        var state = views.State(name);
        if (state.DeletedDate is not null || state.IsGone)
        {
            throw ServiceErrors.NameScheduledForDeletion();
        }

        var secret = new NewSecret
        {
            Name = name,
            Text = text,
            Token = request.Token(),
            Description = request.Text("Description", 0, SecretRules.MaxDescriptionLength),
            Tags = request.Tags(),
        };
        try
        {
            await store.CreateAsync(secret, CancellationToken.None);
        }
        catch (RotationException failure) when (failure.Kind is FailureKind.ResourceExists)
        {
            throw ServiceErrors.NameTaken(name);
        }

        Remember(state, secret.Token, bytes);
        state.KmsKeyId ??= request.Text("KmsKeyId", 0, MaxArn);
        return Wire.Version(await views.FindAsync(new SecretId(name)), secret.Token);
    }

    public async Task<JsonObject> PutSecretValueAsync(EndpointCall call, WireRequest request)
    {
        var (text, bytes) = Value(request);
        var (token, labels) = (request.Token(), request.Labels("VersionStages"));
        permissions.CheckKey("kms:GenerateDataKey", request.Resource());
        var view = await views.FindForWriteAsync(request.SecretId(), call.Region!);
        var id = new SecretId(view.Secret.Arn);
        try
        {
            await store.PutAsync(id, token, text, labels, CancellationToken.None);
        }
        catch (RotationException failure) when (failure.Kind is FailureKind.ResourceExists)
        {
            throw ServiceErrors.TokenInUse(token, view.Secret.Arn);
        }

        Remember(view.State, token, bytes);
        view.State.RotationToken = request.Text("RotationToken", MinRotationToken, MaxRotationToken);

        // A repeated put moves nothing, so only a version that this call has made takes labels from others.
        if (view.Find(token) is null || !view.HasValue(token))
        {
            var kept = view.State.TakeVersionWithoutValue(token).Except(labels).ToList();
            view.State.TakeLabels(labels.Count == 0 ? [StageLabel.Current] : labels);
            foreach (var label in kept)
            {
                await MoveInStoreAsync(id, label, token);
            }
        }

        view = await views.FindAsync(id);
        var answer = Wire.Version(view, token);
        answer["VersionStages"] = Wire.Labels(view.Find(token)!.Labels);
        return answer;
    }

    public async Task<JsonObject> UpdateSecretVersionStageAsync(EndpointCall call, WireRequest request)
    {
        var label = request.Label("VersionStage") ?? throw ServiceErrors.Constraint("VersionStage", "Member must not be null");
        var (from, to) = (request.Version("RemoveFromVersionId"), request.Version("MoveToVersionId"));
        var view = await views.FindForWriteAsync(request.SecretId(), call.Region!);
        var id = new SecretId(view.Secret.Arn);
        if (to is null && label == StageLabel.Current)
        {
            throw ServiceErrors.CurrentNotRemovable();
        }

        if (to is not null && view.Find(to) is null)
        {
            throw ServiceErrors.VersionNotFound(to);
        }

        var holder = view.Holder(label)?.VersionId;
        if (holder is not null && holder != from && (from is not null || holder != to))
        {
            throw from is null ? ServiceErrors.LabelNeedsFrom(label, holder) : ServiceErrors.LabelElsewhere(label);
        }

        if (to is not null && !view.HasValue(to))
        {
            throw label == StageLabel.Current ? ServiceErrors.NoValueToLabel(to) : ServiceErrors.VersionNotFound(to);
        }

        if (holder is not null && !view.HasValue(holder))
        {
            // The store may still have the label where the version without a value took it from.
            view.State.TakeLabels([label]);
            await MoveInStoreAsync(id, label, to);
        }
        else
        {
            await store.MoveLabelAsync(id, label, from, to, CancellationToken.None);
        }

        return Wire.Secret(view);
    }

    public async Task<JsonObject> TagResourceAsync(EndpointCall call, WireRequest request)
    {
        var tags = request.Tags();
        var view = await views.FindForWriteAsync(request.SecretId(), call.Region!);
        await store.TagAsync(new SecretId(view.Secret.Arn), tags, CancellationToken.None);
        return [];
    }

    public async Task<JsonObject> UntagResourceAsync(EndpointCall call, WireRequest request)
    {
        var keys = request.Texts("TagKeys", 0, int.MaxValue, 1, SecretRules.MaxTagKeyLength);
        var view = await views.FindForWriteAsync(request.SecretId(), call.Region!);
        await store.UntagAsync(new SecretId(view.Secret.Arn), keys, CancellationToken.None);
        return [];
    }

    public async Task<JsonObject> DeleteSecretAsync(EndpointCall call, WireRequest request)
    {
        var (days, force) = (request.Number("RecoveryWindowInDays"), request.Flag("ForceDeleteWithoutRecovery") ?? false);
        if (force && days is not null)
        {
            throw ServiceErrors.ForceAndRecoveryWindow();
        }

        if (days is < MinRecoveryDays or > MaxRecoveryDays)
        {
            throw ServiceErrors.RecoveryWindow();
        }

        var view = force ? await views.FindAsync(request.SecretId()) : await views.FindForWriteAsync(request.SecretId(), call.Region!);
        var date = clock.GetUtcNow().AddDays(force ? 0 : days ?? MaxRecoveryDays);
        (view.State.DeletedDate, view.State.IsGone) = (date, force);
        var answer = Wire.Secret(view);
        answer["DeletionDate"] = Wire.Time(date);
        return answer;
    }

    public async Task<JsonObject> RestoreSecretAsync(EndpointCall call, WireRequest request)
    {
        var view = await views.FindAsync(request.SecretId());
        view.State.DeletedDate = null;
        return Wire.Secret(view);
    }

    /// <summary>Turns rotation on. As with a function that never answers, AWSPENDING stays on a version without a value.</summary>
    public async Task<JsonObject> RotateSecretAsync(EndpointCall call, WireRequest request)
    {
        var token = request.Token();
        var function = request.Text("RotationLambdaARN", 0, MaxArn);
        var view = await views.FindForWriteAsync(request.SecretId(), call.Region!);
        var state = view.State;
        if ((function ?? state.RotationLambdaArn ?? state.OwningService ?? view.Secret.OwningService) is null)
        {
            throw ServiceErrors.NoRotationFunction();
        }

        var unfinished = view.Holder(StageLabel.Pending) is { } pending && !pending.Labels.Contains(StageLabel.Current);
        if (unfinished && view.Holder(StageLabel.Pending)!.VersionId != token)
        {
            throw ServiceErrors.RotationUnfinished();
        }

        (state.RotationEnabled, state.RotationLambdaArn) = (true, function ?? state.RotationLambdaArn);
        if (!unfinished && (request.Flag("RotateImmediately") ?? true))
        {
            state.AddVersionWithoutValue(token, clock.GetUtcNow(), StageLabel.Pending);
        }

        return Wire.Version(view, token);
    }

    public async Task<JsonObject> CancelRotateSecretAsync(EndpointCall call, WireRequest request)
    {
        var view = await views.FindForWriteAsync(request.SecretId(), call.Region!);
        view.State.RotationEnabled = false;
        return Wire.Secret(view);
    }

    private async Task MoveInStoreAsync(SecretId id, StageLabel label, VersionId? to)
    {
        var holder = (await store.DescribeAsync(id, CancellationToken.None)).Holder(label);
        if (holder != to)
        {
            await store.MoveLabelAsync(id, label, holder, to, CancellationToken.None);
        }
    }

    private static string Name(WireRequest request)
    {
        var name = request.Required("Name", 1, SecretRules.MaxNameLength);
        try
        {
            SecretRules.CheckName(name);
            return name;
        }
        catch (RotationException)
        {
            throw ServiceErrors.InvalidName();
        }
    }

    // The store keeps text only: for bytes it gets their hash, so that it still knows the same value from another one.
    private static (SecretText Text, byte[]? Bytes) Value(WireRequest request) => (request.SecretString(), request.SecretBinary()) switch
    {
        ({ } text, null) => (text, null),
        (null, { } bytes) => (new SecretText(Convert.ToHexString(SHA256.HashData(bytes))), bytes),
        _ => throw ServiceErrors.OneValue(),
    };

    private static void Remember(SecretState state, VersionId version, byte[]? bytes)
    {
        if (bytes is not null)
        {
            state.MakeBinary(version, bytes);
        }
    }
}
