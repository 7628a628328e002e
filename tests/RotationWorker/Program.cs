using System.Security.Cryptography;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;
using RotationPS.Targets;

// A process of its own that rotates secrets of a vault, for tests that kill it or start many. It says "ready"; each line
// it then reads names the secrets to rotate, one after the other. It tells of each step as it begins and of what came of
// each rotation, a line each, and ends with its input.
using var vault = VaultStore.Open(args[0]);
var rotator = new Rotator(new RotationEnvironment(
    vault, RotationTargets.All, new PasswordGenerator(RandomNumberGenerator.Create()), TimeProvider.System));
Console.WriteLine("ready");
while (Console.ReadLine() is { } line)
{
    foreach (var name in line.Split(' '))
    {
        var outcome = await rotator.RotateAsync(new SecretId(name), new RotationOptions(), Tell, CancellationToken.None);
        Console.WriteLine($"result {name} {outcome.Status} {outcome.VersionId} {outcome.PreviousVersionId} {outcome.Failure?.Message.ReplaceLineEndings(" ")}");
    }
}

static void Tell(RotationEvent happened)
{
    if (happened is RotationEvent.StepStarted)
    {
        Console.WriteLine($"step {happened.Step}");
    }
}
