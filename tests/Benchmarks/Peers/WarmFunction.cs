using System.Diagnostics;
using RotationPS.Benchmarks.Scenes;
using RotationPS.Engine.Secrets;
using RotationPS.Servers;

namespace RotationPS.Benchmarks.Peers;

/// <summary>
/// One of AWS's own rotation functions in a process of its own, which stays warm between rotations. Its code is AWS's and
/// comes from a copy of their repository; Python has to have boto3 and PyGreSQL, as their layer does.
/// </summary>
internal sealed class WarmFunction : IAsyncDisposable
{
    private readonly Process _process;

    /// <param name="folder">The folder that holds the function's <c>lambda_function.py</c>.</param>
    /// <param name="endpoint">The service it is to ask.</param>
    public WarmFunction(string folder, SecretsManagerEndpoint endpoint)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? "python3")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Peers", "rotate.py"), folder },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["SECRETS_MANAGER_ENDPOINT"] = endpoint.Url.ToString();
        start.Environment["ENDPOINT_CERTIFICATE"] = endpoint.CertificatePem;
        start.Environment["AWS_ACCESS_KEY_ID"] = endpoint.Key.AccessKeyId;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = endpoint.Key.SecretAccessKey;
        start.Environment["AWS_DEFAULT_REGION"] = EndpointStores.Region;
        _process = Process.Start(start)!;
    }

    /// <summary>Has a secret rotated: all four steps, to the version that the service has made for it.</summary>
    public async Task RotateAsync(string arn, VersionId version)
    {
        await _process.StandardInput.WriteLineAsync($"{arn} {version}");
        await _process.StandardInput.FlushAsync();
        if (await _process.StandardOutput.ReadLineAsync() is null)
        {
            throw new InvalidOperationException("The function has failed; what it said stands above.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
