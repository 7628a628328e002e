using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using Xunit;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>What holds at every instant of every rotation; see the design.</summary>
internal sealed class Invariants(Scene scene, RotationStrategy strategy)
{
    private readonly List<VersionId> _history = [];

    /// <summary>How many versions there may be at most; null where anybody makes as many as he likes.</summary>
    public int? MostVersions { get; set; }

    /// <summary>Whether a version may become AWSCURRENT again.</summary>
    public bool MayGoBack { get; init; }

    /// <summary>How often they were looked at.</summary>
    public int Checks { get; private set; }

    /// <summary>The versions that have been AWSCURRENT, in order.</summary>
    public IReadOnlyList<VersionId> History => _history;

    /// <summary>Looks at them before and after every call of a process.</summary>
    public void Watch(RotatingProcess process)
    {
        process.Hooks.Before = CheckAsync;
        process.Hooks.After = CheckAsync;
    }

    /// <summary>Only remembers what is AWSCURRENT now, where all else is known to hold.</summary>
    public async Task NoteAsync(PortCall? call = null) => CheckHistory((await scene.HolderAsync(StageLabel.Current))!, call);

    public async Task CheckAsync(PortCall? call = null)
    {
        Checks++;
        var labels = (await scene.DescribeAsync()).VersionIdsToStages;
        var labelled = new List<(IReadOnlyList<StageLabel> Labels, SecretDocument Document)>();
        foreach (var (id, stages) in labels)
        {
            if (await scene.DocumentAsync(id) is { } document)
            {
                labelled.Add((stages, document));
            }
        }

        CheckLogins(labelled, call);
        CheckPasswords(labelled, call);
        CheckHistory(labels.Single(version => version.Value.Contains(StageLabel.Current)).Key, call);
        if (MostVersions is { } most)
        {
            var versions = (await scene.VersionsAsync()).Count;
            Assert.True(versions <= most, $"I5: there are {versions} versions at {call}, and at most {most} are due.");
        }
    }

    private void CheckLogins(List<(IReadOnlyList<StageLabel> Labels, SecretDocument Document)> labelled, PortCall? call)
    {
        var works = labelled.Exists(version => version.Labels.Contains(StageLabel.Current) && scene.Accepts(version.Document));
        if (strategy is RotationStrategy.Alternating)
        {
            Assert.True(works, $"I1: AWSCURRENT does not log in at {call}.");
            return;
        }

        works = works || labelled.Exists(version => version.Labels.Contains(StageLabel.Pending) && scene.Accepts(version.Document));
        Assert.True(works, $"I2: neither AWSCURRENT nor AWSPENDING logs in at {call}.");
    }

    private void CheckPasswords(List<(IReadOnlyList<StageLabel> Labels, SecretDocument Document)> labelled, PortCall? call)
    {
        foreach (var user in scene.Target.AccountNames.Where(user => user.StartsWith("app", StringComparison.Ordinal)))
        {
            Assert.True(
                labelled.Exists(version => version.Document.UserName.Value == user && scene.Accepts(version.Document)),
                $"I3: the password of '{user}' is in no labelled version at {call}.");
        }
    }

    private void CheckHistory(VersionId current, PortCall? call)
    {
        if (_history.Count > 0 && _history[^1] == current)
        {
            return;
        }

        Assert.False(_history.Contains(current) && !MayGoBack, $"I6: version {current} is AWSCURRENT for the second time at {call}.");
        _history.Add(current);
    }
}
