using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;
using RotationPS.VaultWorker;

// A process of its own for the tests of the vault. It says "ready", waits for a line, does its work and prints what came
// of it, one line each.
var (work, folder) = (args[0], args[1]);
Console.WriteLine("ready");
Console.ReadLine();
try
{
    switch (work)
    {
        case "contend":
            await Work.ContendAsync(folder, args[2], int.Parse(args[3], null));
            break;
        case "write":
            await Work.WriteWithoutEndAsync(folder, args[2]);
            break;
        case "open-without-rights":
            await Work.OpenWithoutRightsAsync(folder, args[2], create: args[3] == "create");
            break;
        default:
            throw new ArgumentException($"There is no work '{work}'.");
    }

    return 0;
}
catch (RotationException failure)
{
    Console.WriteLine($"{failure.Kind}: {failure.Message}");
    return 1;
}
