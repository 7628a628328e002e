using System.Runtime.CompilerServices;
using RotationPS.Servers;

namespace RotationPS.Lambda.Tests.Stage;

/// <summary>
/// Gives this process what Lambda gives a function, Region and credentials in the environment, and keeps whatever AWS
/// settings the machine has out of the tests.
/// </summary>
internal static class LambdaEnvironment
{
    public const string Region = "eu-central-1";

    [ModuleInitializer]
    internal static void Prepare()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        var key = new SecretsManagerEndpointOptions().Key;
        var nowhere = Path.Combine(Path.GetTempPath(), $"no-such-folder-{Guid.NewGuid():N}");
        Environment.SetEnvironmentVariable("AWS_REGION", Region);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", key.AccessKeyId);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", key.SecretAccessKey);

        // The SDK waits by the real clock before it tries again; the service's own next call is what is tested.
        Environment.SetEnvironmentVariable("AWS_MAX_ATTEMPTS", "1");
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(nowhere, "credentials"));
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", Path.Combine(nowhere, "config"));
    }
}
