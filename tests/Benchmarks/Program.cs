using RotationPS.Benchmarks.Harness;
using RotationPS.Benchmarks.Scenes;
using RotationPS.Benchmarks.Tables;

// Prints how fast the module is, as ratios measured in one run against the floor: the same driver calls in their cheapest
// form and nothing else, in the same process. See the README, section "Speed".
var settings = new Settings(args.Contains("--quick"));
var only = args.Where(argument => !argument.StartsWith('-')).ToList();
Console.WriteLine($"{Environment.ProcessorCount} processors, .NET {Environment.Version}{(settings.IsQuick ? ", quick" : string.Empty)}");
await using var scene = await DatabaseScene.StartAsync();
(string Name, Func<Task> Run)[] tables =
[
    ("warm", () => WarmTable.RunAsync(scene, settings)),
    ("fleet", () => FleetTable.RunAsync(scene, settings)),
];
foreach (var table in tables.Where(table => only.Count == 0 || only.Contains(table.Name)))
{
    await table.Run();
}
