using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using Xunit;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>What holds at every instant of every rotation; see the design.</summary>
internal sealed class Invariants(Scene scene, RotationStrategy strategy)
{
    private readonly List<VersionId> _history = [];

    /// <summary>How often they were looked at.</summary>
    public int Checks { get; private set; }

    /// <summary>Looks at them before and after every call of a process.</summary>
    public void Watch(RotatingProcess process)
    {
        process.Hooks.Before = CheckAsync;
        process.Hooks.After = CheckAsync;
    }

    public async Task CheckAsync(PortCall? call = null)
    {
        Checks++;
        var current = await scene.CurrentAsync();
        var pending = await scene.DocumentAsync(StageLabel.Pending);
        var works = scene.Accepts(current) || (strategy is RotationStrategy.SingleUser && pending is not null && scene.Accepts(pending));
        Assert.True(works, strategy is RotationStrategy.Alternating
            ? $"I1: AWSCURRENT does not log in at {call}."
            : $"I2: neither AWSCURRENT nor AWSPENDING logs in at {call}.");
        await CheckPasswordsAsync(call);
        await CheckHistoryAsync(call);
    }

    private async Task CheckPasswordsAsync(PortCall? call)
    {
        var labelled = new List<SecretDocument>();
        foreach (var version in (await scene.VersionsAsync()).Where(version => version.Labels.Count > 0))
        {
            if (await scene.DocumentAsync(version.VersionId) is { } document)
            {
                labelled.Add(document);
            }
        }

        foreach (var user in scene.Target.AccountNames.Where(user => user.StartsWith("app", StringComparison.Ordinal)))
        {
            Assert.True(
                labelled.Exists(document => document.UserName.Value == user && document.Password.Reveal() == scene.Target.Find(user)!.Password),
                $"I3: the password of '{user}' is in no labelled version at {call}.");
        }
    }

    private async Task CheckHistoryAsync(PortCall? call)
    {
        var current = (await scene.HolderAsync(StageLabel.Current))!;
        if (_history.Count > 0 && _history[^1] == current)
        {
            return;
        }

        Assert.False(_history.Contains(current), $"I6: version {current} is AWSCURRENT for the second time at {call}.");
        _history.Add(current);
    }
}
