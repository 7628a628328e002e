using System.Management.Automation;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>Two processes that rotate one secret at once make one version of it, and both say so.</summary>
public sealed class TwoProcessesTests(CmdletServer server) : CmdletTests(server)
{
    private const int Rounds = 100;
    private const int MostRounds = 3 * Rounds;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_processes_at_once_make_one_version_a_hundred_times(bool alternating)
    {
        MakeSecret(alternating);
        using var one = await RotatingProcess.StartAsync(Folder, VaultPath);
        using var other = await RotatingProcess.StartAsync(Folder, VaultPath);
        var known = new HashSet<string>(Versions().Select(version => version.Text("VersionId")));
        var statuses = new Dictionary<string, int>();
        var (met, rounds) = (0, 0);
        while (met < Rounds)
        {
            Assert.True(++rounds <= MostRounds, $"Only {met} of {MostRounds} rounds were at once.");
            one.Go();
            other.Go();
            RotationReport[] reports = [await one.ReadReportAsync(), await other.ReadReportAsync()];

            // Each plans once, from what is AWSCURRENT then. Where the second one planned from what the first had
            // finished, the two were not at once, and it rightly made the version after that.
            Assert.All(reports, report => Assert.Equal("1", report.Plans));
            Assert.All(reports, report => Assert.Contains(report.Status, new[] { "Rotated", "Resumed", "AlreadyCurrent" }));
            var starts = reports.Select(report => report.PreviousVersionId).Distinct().Count();
            var made = Versions().Where(version => known.Add(version.Text("VersionId"))).ToList();
            Assert.Equal(starts, made.Count);
            Assert.Equal(made.Select(version => version.Text("VersionId")).Order(), reports.Select(report => report.VersionId).Distinct().Order());
            if (starts == 1)
            {
                met++;
                Assert.Contains(reports, report => report.Status == "Rotated");
                Assert.Equal("AWSCURRENT", made[0].Labels);
            }

            await AssertCurrentLogsInAsync();
            Array.ForEach(reports, report => statuses[report.Status] = statuses.GetValueOrDefault(report.Status) + 1);
        }

        Assert.Empty(Run("Get-SecretStageLabel app AWSPENDING @vault"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} rounds: {string.Join(", ", statuses.Select(status => $"{status.Value} {status.Key}"))}");
    }

    private IReadOnlyList<PSObject> Versions() => Run("Get-SecretStageLabel app @vault -IncludeDeprecated");
}
