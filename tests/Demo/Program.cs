using RotationPS.Demo;
using RotationPS.Servers;

// The database of the demo, in a process of its own so that any PowerShell can drive it: it answers a line on standard
// output to each line on standard input, fields apart by tabs, and ends with its input.
try
{
    await using var shop = await Shop.OpenAsync();
    await Console.Out.WriteLineAsync(string.Join('\t', shop.Facts));
    while (await Console.In.ReadLineAsync() is { } line)
    {
        await Console.Out.WriteLineAsync(await shop.AnswerAsync(line.Split('\t')));
    }

    return 0;
}
catch (ServerUnavailableException unavailable)
{
    await Console.Error.WriteLineAsync(unavailable.Message);
    return 1;
}
