using System.Globalization;
using System.Runtime.InteropServices;
using RotationPS.Servers;
using RotationPS.Stores.Vault;

if (args is not [var folder, .. var rest] || rest.Length > 1)
{
    Console.Error.WriteLine("Usage: RotationPS.SecretsManagerEndpoint <vault folder> [port]");
    return 2;
}

using var store = VaultStore.OpenOrCreate(folder);
var options = new SecretsManagerEndpointOptions { Port = rest is [var port] ? int.Parse(port, CultureInfo.InvariantCulture) : 0 };
await using var endpoint = await SecretsManagerEndpoint.StartAsync(store, options);

// The names of what to set come with the values, so that a person can paste them and a process can read them.
Console.WriteLine($"-EndpointUrl {endpoint.Url} -AccessKey {endpoint.Key.AccessKeyId} -SecretKey {endpoint.Key.SecretAccessKey} -Region us-east-1");

var stop = new TaskCompletionSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.TrySetResult();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
await stop.Task;
return 0;
