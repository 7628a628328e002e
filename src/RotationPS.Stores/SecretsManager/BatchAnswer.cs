using Amazon.SecretsManager.Model;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Stores.SecretsManager;

/// <summary>The pages of one batch: values and errors come in any order and are told apart by name and ARN.</summary>
internal sealed class BatchAnswer(string operation)
{
    // The service ends an ARN with a hyphen and six characters, which whoever asks may leave out.
    private const int ArnSuffixLength = 7;

    private readonly List<SecretValueEntry> _values = [];
    private readonly List<APIErrorType> _errors = [];

    public void Add(BatchGetSecretValueResponse page)
    {
        _values.AddRange(page.SecretValues ?? []);
        _errors.AddRange(page.Errors ?? []);
    }

    public SecretLookup For(SecretId id)
    {
        try
        {
            if (_values.Find(value => Names(id, value.ARN, value.Name)) is { } entry)
            {
                return new SecretLookup(id, entry.ToValue(), null);
            }
        }
        catch (RotationException unusable)
        {
            return new SecretLookup(id, null, unusable);
        }

        var error = _errors.Find(error => error.SecretId == id.Value);
        return new SecretLookup(id, null, error is null
            ? SecretStoreFailures.SecretNotFound(id)
            : SecretsManagerFailures.FromCode(error.ErrorCode, error.Message, operation, id));
    }

    private static bool Names(SecretId id, string? arn, string? name) =>
        id.Value == name || id.Value == arn || (arn?.Length > ArnSuffixLength && id.Value == arn[..^ArnSuffixLength]);
}
