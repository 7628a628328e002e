using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Configuration;

/// <summary>The least that whoever rotates a secret has to be allowed, in AWS and on the server.</summary>
public sealed record RotationPermissions
{
    private const string AwsArnPrefix = "arn:aws";
    private const string AliasPrefix = "alias/";

    private static readonly JsonSerializerOptions _readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The secret's name.</summary>
    public required string Name { get; init; }

    /// <summary>The secret's ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>How it rotates.</summary>
    public required RotationStrategy Strategy { get; init; }

    /// <summary>The engine name.</summary>
    public required string Engine { get; init; }

    /// <summary>The IAM policy, as JSON; null where the secret is not in AWS.</summary>
    public required string? Policy { get; init; }

    /// <summary>The statements that give the rights on the server, or say that none are needed.</summary>
    public required IReadOnlyList<string> Grants { get; init; }

    /// <summary>Finds out what a secret needs.</summary>
    /// <param name="environment">What to read it with.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="purposes">What is to be done beside the rotation of this secret.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<RotationPermissions> ReadAsync(
        RotationEnvironment environment, SecretId secret, RotationPurposes purposes, CancellationToken cancellationToken)
    {
        var current = await SecretSnapshot.ReadAsync(environment.Store, secret, VersionReference.Current, cancellationToken).ConfigureAwait(false);
        var context = new RotationContext(environment, new RotationOptions(), current);
        var described = await context.DescribeAsync(cancellationToken).ConfigureAwait(false);
        AccountName? superuserName = null;
        SecretDescription? superuserSecret = null;
        if (current.Document.SuperuserSecretId is { } superuserId)
        {
            var superuser = new Superuser(environment, superuserId, context.Target, current.Document.SuperuserServerFor(context.Target), context.Accounts);
            superuserName = (await superuser.ReadAsync(cancellationToken).ConfigureAwait(false)).Login.User;
            superuserSecret = await environment.Store.DescribeAsync(superuserId, cancellationToken).ConfigureAwait(false);
        }

        return new RotationPermissions
        {
            Name = described.Name,
            Arn = described.Arn,
            Strategy = RotationContext.StrategyOf(current.Document),
            Engine = current.Document.Engine!,
            Policy = described.Arn.StartsWith(AwsArnPrefix, StringComparison.Ordinal) ? PolicyFor(described, superuserSecret, purposes) : null,
            Grants = context.Target.GrantsFor(context.Accounts.BaseUser, superuserName),
        };
    }

    private static string PolicyFor(SecretDescription secret, SecretDescription? superuserSecret, RotationPurposes purposes)
    {
        var statements = new JsonArray
        {
            Statement(
                "RotateSecret",
                secret.Arn,
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue",
                "secretsmanager:UpdateSecretVersionStage"),
        };
        if (superuserSecret is not null)
        {
            statements.Add(Statement("ReadSuperuser", superuserSecret.Arn, "secretsmanager:GetSecretValue"));
        }

        if (secret.KmsKeyId is { } key)
        {
            statements.Add(KeyStatement("UseKey", secret, key, "kms:Decrypt", "kms:GenerateDataKey"));
        }

        if (superuserSecret?.KmsKeyId is { } superuserKey && superuserKey != secret.KmsKeyId)
        {
            statements.Add(KeyStatement("UseSuperuserKey", superuserSecret, superuserKey, "kms:Decrypt"));
        }

        if (purposes.HasFlag(RotationPurposes.Fleet))
        {
            // Neither action can be narrowed to secrets: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html.
            statements.Add(Statement("FindSecrets", "*", "secretsmanager:ListSecrets", "secretsmanager:BatchGetSecretValue"));
        }

        if (purposes.HasFlag(RotationPurposes.Schedule))
        {
            statements.Add(Statement("ChangeSchedule", secret.Arn, "secretsmanager:TagResource", "secretsmanager:UntagResource"));
        }

        return new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = statements }.ToJsonString(_readable);
    }

    /// <summary>
    /// The service names a key as it was given: by ARN, by id, or by an alias. A policy takes only the ARN of a key; an
    /// alias stands in a condition. See https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html.
    /// </summary>
    private static JsonObject KeyStatement(string sid, SecretDescription secret, string key, params string[] actions)
    {
        var parts = secret.Arn.Split(':');
        var keys = $"{parts[0]}:{parts[1]}:kms:{parts[3]}:{parts[4]}:key/";
        var alias = key.IndexOf(AliasPrefix, StringComparison.Ordinal);
        if (alias < 0)
        {
            return Statement(sid, key.Contains(':') ? key : keys + key, actions);
        }

        var statement = Statement(sid, (key.Contains(':') ? $"{key[..alias]}key/" : keys) + "*", actions);
        statement["Condition"] = new JsonObject
        {
            ["ForAnyValue:StringEquals"] = new JsonObject { ["kms:ResourceAliases"] = key[alias..] },
        };
        return statement;
    }

    private static JsonObject Statement(string sid, string resource, params string[] actions) => new()
    {
        ["Sid"] = sid,
        ["Effect"] = "Allow",
        ["Action"] = new JsonArray([.. actions.Select(action => JsonValue.Create(action))]),
        ["Resource"] = resource,
    };
}
