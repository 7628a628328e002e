using System.Runtime.CompilerServices;

namespace RotationPS.Tests.Cmdlets.Aws;

/// <summary>Keeps whatever AWS settings the machine has out of the tests, and the tests off the instance metadata service.</summary>
internal static class AwsEnvironment
{
    [ModuleInitializer]
    internal static void Isolate()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        var nowhere = Path.Combine(Path.GetTempPath(), $"no-such-folder-{Guid.NewGuid():N}");
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(nowhere, "credentials"));
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", Path.Combine(nowhere, "config"));
    }
}
