using System.Globalization;

namespace RotationPS.Targets.Tests.PostgreSql;

public sealed class PostgreSqlSilenceTests(SharedPostgreSql shared) : PostgreSqlTests(shared.Plain)
{
    // The kernel counts in hundredths of a second; see https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt.
    private const int TicksPerSecond = 100;
    private const string RetransmitTimer = "01";
    private const string KeepaliveTimer = "02";

    [Fact]
    public async Task A_server_looks_after_half_a_minute_whether_a_silent_client_is_still_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Server.Host == "127.0.0.1", "The timers of the server's connections are to be seen on Linux, for a server on this machine.");
        var login = await AddAsync();
        await using var session = await LogInAsync(login);
        await session.LockAccountAsync(login.User, TimeSpan.FromSeconds(10), Token);
        var client = (int)(await Server.ScalarAsync($"SELECT client_port FROM pg_stat_activity WHERE usename = '{login.User}'"))!;

        // Until the client has acknowledged the last answer, the kernel shows the timer by which it would send it again.
        string[] timer;
        do
        {
            timer = await ReadTimerAsync(client);
        }
        while (timer[0] == RetransmitTimer);

        Assert.Equal(KeepaliveTimer, timer[0]);
        Assert.InRange(int.Parse(timer[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), 0, 30 * TicksPerSecond);
    }

    private async Task<string[]> ReadTimerAsync(int client) =>
        (await File.ReadAllLinesAsync("/proc/net/tcp", Token))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(fields => PortOf(fields[1]) == Server.Port && PortOf(fields[2]) == client)[5]
            .Split(':');

    /// <summary>The port of an address such as <c>0100007F:84CF</c>; none in the table's head.</summary>
    private static int? PortOf(string address) =>
        address.Split(':') is [_, var port] ? int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : null;
}
