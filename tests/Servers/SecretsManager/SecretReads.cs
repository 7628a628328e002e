using System.Text.Json.Nodes;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Servers.SecretsManager;

/// <summary>The operations that change nothing.</summary>
internal sealed class SecretReads(ISecretStore store, SecretViews views, Permissions permissions)
{
    private const int UsualPage = 100;

    public async Task<JsonObject> GetSecretValueAsync(EndpointCall call, WireRequest request)
    {
        var (version, label) = (request.Version("VersionId"), request.Label("VersionStage"));
        permissions.CheckKey("kms:Decrypt", request.Resource());
        return await ValueAsync(request.SecretId(), (version, label) switch
        {
            (null, null) => VersionReference.Current,
            ({ } id, null) => VersionReference.Of(id),
            (null, { } onLabel) => VersionReference.Of(onLabel),
            ({ } id, { } onLabel) => VersionReference.Of(id, onLabel),
        });
    }

    public async Task<JsonObject> BatchGetSecretValueAsync(EndpointCall call, WireRequest request)
    {
        if (request.Has("SecretIdList") == request.Has("Filters"))
        {
            throw ServiceErrors.IdsOrFilters();
        }

        var ids = request.Has("Filters")
            ? [.. (await views.ListAsync(new SecretListing(request))).Select(view => view.Secret.Arn)]
            : request.Texts("SecretIdList", 1, SecretRules.MaxBatch, 1, 2048);
        var page = Page<string>.Of(ids, request, SecretRules.MaxBatch, SecretRules.MaxBatch);
        var values = new List<JsonObject>();
        var errors = new JsonArray();
        foreach (var id in page.Items)
        {
            try
            {
                permissions.Check("secretsmanager:GetSecretValue", id, call);
                permissions.CheckKey("kms:Decrypt", id);
                values.Add(await ValueAsync(new SecretId(id), VersionReference.Current));
            }
            catch (ServiceError error)
            {
                errors.Add(new JsonObject { ["SecretId"] = id, ["ErrorCode"] = error.Code, ["Message"] = error.Message });
            }
        }

        var answer = Wire.List("SecretValues", values, page.NextToken);
        answer["Errors"] = errors;
        return answer;
    }

    public async Task<JsonObject> DescribeSecretAsync(EndpointCall call, WireRequest request) =>
        Wire.Description(await views.ReadAsync(request.SecretId()), "VersionIdsToStages");

    public async Task<JsonObject> ListSecretsAsync(EndpointCall call, WireRequest request)
    {
        var page = Page<SecretView>.Of(await views.ListAsync(new SecretListing(request)), request, UsualPage);
        return Wire.List("SecretList", page.Items.Select(view => Wire.Description(view, "SecretVersionsToStages")), page.NextToken);
    }

    public async Task<JsonObject> ListSecretVersionIdsAsync(EndpointCall call, WireRequest request)
    {
        var withDeprecated = request.Flag("IncludeDeprecated") ?? false;
        var view = await views.ReadAsync(request.SecretId());
        var page = Page<SecretVersion>.Of([.. view.Versions.Where(version => withDeprecated || version.Labels.Count > 0)], request, UsualPage);
        var answer = Wire.List("Versions", page.Items.Select(Listed), page.NextToken);
        answer["ARN"] = view.Secret.Arn;
        answer["Name"] = view.Secret.Name;
        return answer;
    }

    private static JsonObject Listed(SecretVersion version)
    {
        var json = new JsonObject { ["VersionId"] = version.VersionId.Value, ["CreatedDate"] = Wire.Time(version.CreatedDate) };
        Wire.Add(json, "VersionStages", version.Labels.Count > 0 ? Wire.Labels(version.Labels) : null);
        return json;
    }

    private async Task<JsonObject> ValueAsync(SecretId id, VersionReference reference)
    {
        var view = await views.ReadAsync(id);
        if (view.State.DeletedDate is not null)
        {
            throw ServiceErrors.MarkedForDeletion();
        }

        var version = (reference.Id is { } wanted ? view.Find(wanted) : view.Holder(reference.Label!)) ?? throw ServiceErrors.ValueNotFound(reference);
        if (reference is { Id: not null, Label: { } label } && !version.Labels.Contains(label))
        {
            throw ServiceErrors.LabelNotOnVersion();
        }

        return view.HasValue(version.VersionId) ? await ValueAsync(view, version, reference) : throw ServiceErrors.ValueNotFound(reference);
    }

    private async Task<JsonObject> ValueAsync(SecretView view, SecretVersion version, VersionReference reference)
    {
        SecretText text;
        try
        {
            text = (await store.GetValueAsync(new SecretId(view.Secret.Arn), VersionReference.Of(version.VersionId), CancellationToken.None)).Text;
        }
        catch (RotationException failure) when (failure.Kind is FailureKind.ResourceNotFound)
        {
            throw ServiceErrors.ValueNotFound(reference);
        }

        var json = Wire.Version(view, version.VersionId);
        if (view.State.Binary(version.VersionId) is { } bytes)
        {
            json["SecretBinary"] = Convert.ToBase64String(bytes);
        }
        else
        {
            json["SecretString"] = text.Reveal();
        }

        Wire.Add(json, "VersionStages", version.Labels.Count > 0 ? Wire.Labels(version.Labels) : null);
        json["CreatedDate"] = Wire.Time(version.CreatedDate);
        return json;
    }
}
