using System.Globalization;
using RotationPS.Benchmarks.Harness;
using RotationPS.Benchmarks.Scenes;
using RotationPS.Benchmarks.Tables;

// Prints how fast the module is, as ratios measured in one run against the floor: the same driver calls in their cheapest
// form and nothing else, in the same process. See the README, section "Speed".
switch (args)
{
    case [ColdTable.Worker, var vault, var module]:
        ColdTable.Work(vault, module);
        return;
    case [MemoryTable.Worker, var count, var state]:
        await MemoryTable.WorkAsync(int.Parse(count, CultureInfo.InvariantCulture), state);
        return;
}

var settings = new Settings(args.Contains("--quick"));
var wanted = args.Where(argument => !argument.StartsWith('-')).ToList();
Console.WriteLine($"{Environment.ProcessorCount} processors, .NET {Environment.Version}{(settings.IsQuick ? ", quick" : string.Empty)}");
await using var scene = await DatabaseScene.StartAsync();
if (wanted is [FunctionsTable.Name, var repository])
{
    await FunctionsTable.RunAsync(scene, settings, repository);
    return;
}

(string Name, Func<Task> Run)[] tables =
[
    ("warm", () => WarmTable.RunAsync(scene, settings)),
    ("fleet", () => FleetTable.RunAsync(scene, settings)),
    ("secretsmanager", () => EndpointTable.RunAsync(scene, settings)),
    ("cold", () => ColdTable.RunAsync(scene, settings)),
    ("memory", () => MemoryTable.RunAsync(settings)),
];
foreach (var table in tables.Where(table => wanted.Count == 0 || wanted.Contains(table.Name)))
{
    await table.Run();
}
