using System.Reflection;
using Amazon.Runtime;

namespace RotationPS.Stores.SecretsManager;

/// <summary>
/// Credentials made by another copy of AWSSDK.Core, such as that of AWS Tools: to .NET its types are strangers to ours, so
/// they are read by the names of their members. They are asked anew for every request, so those that refresh themselves
/// stay fresh.
/// </summary>
internal sealed class ForeignCredentials : AWSCredentials
{
    private const BindingFlags Anywhere = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly object _credentials;
    private readonly MethodInfo? _get;
    private readonly MethodInfo? _getAsync;

    private ForeignCredentials(object credentials, MethodInfo? get, MethodInfo? getAsync) =>
        (_credentials, _get, _getAsync) = (credentials, get, getAsync);

    /// <summary>Makes credentials of ours from whatever credentials object a session has.</summary>
    /// <param name="value">
    /// Credentials of any AWSSDK.Core, or what AWS Tools keep in <c>$StoredAWSCredentials</c>: an <c>AWSPSCredentials</c>,
    /// whose property <c>Credentials</c> is not public.
    /// </param>
    /// <exception cref="Engine.Failures.RotationException"><see cref="Engine.Failures.FailureKind.CredentialsInvalid"/>: it is something else.</exception>
    public static AWSCredentials From(object value)
    {
        if (value is AWSCredentials own)
        {
            return own;
        }

        var get = Method(value, "GetCredentials");
        var getAsync = Method(value, "GetCredentialsAsync");
        if (get is not null || getAsync is not null)
        {
            return new ForeignCredentials(value, get, getAsync);
        }

        return Property(value, "Credentials") is { } wrapped
            ? From(wrapped)
            : throw SessionFailures.NoCredentialsObject(value.GetType());
    }

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials()
    {
        if (_get is null)
        {
            return GetCredentialsAsync().GetAwaiter().GetResult();
        }

        try
        {
            return Read(_get.Invoke(_credentials, BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null));
        }
        catch (Exception error) when (IsForeign(error))
        {
            throw SessionFailures.CredentialsUnavailable(error);
        }
    }

    /// <inheritdoc/>
    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        if (_getAsync is null)
        {
            return GetCredentials();
        }

        try
        {
            var task = (Task)_getAsync.Invoke(_credentials, BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null)!;
            await task.ConfigureAwait(false);
            return Read(Property(task, "Result"));
        }
        catch (Exception error) when (IsForeign(error))
        {
            throw SessionFailures.CredentialsUnavailable(error);
        }
    }

    // Whatever the other copy throws is a stranger too, so no catch of ours further up would know it.
    private static bool IsForeign(Exception error) => error is not (Engine.Failures.RotationException or OperationCanceledException);

    private static ImmutableCredentials Read(object? immutable)
    {
        if (immutable is null
            || Property(immutable, nameof(ImmutableCredentials.AccessKey)) is not string accessKey
            || Property(immutable, nameof(ImmutableCredentials.SecretKey)) is not string secretKey)
        {
            throw SessionFailures.NoCredentialsObject(immutable?.GetType() ?? typeof(object));
        }

        var token = Property(immutable, nameof(ImmutableCredentials.Token)) as string;
        return new ImmutableCredentials(accessKey, secretKey, string.IsNullOrEmpty(token) ? null : token);
    }

    private static MethodInfo? Method(object value, string name)
    {
        var method = value.GetType().GetMethod(name, BindingFlags.Instance | BindingFlags.Public, Type.EmptyTypes);
        return method?.ReturnType == typeof(void) ? null : method;
    }

    private static object? Property(object value, string name) =>
        value.GetType().GetProperty(name, Anywhere) is { CanRead: true } property && property.GetIndexParameters().Length == 0
            ? property.GetValue(value)
            : null;
}
