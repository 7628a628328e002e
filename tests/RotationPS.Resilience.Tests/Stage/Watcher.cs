using RotationPS.Engine.Secrets;

namespace RotationPS.Resilience.Tests.Stage;

/// <summary>
/// An application that takes AWSCURRENT of one secret after the other and logs in with it, by a new connection each time
/// and without a pause until it is stopped. Where it is refused it finds out whether anybody could have got in.
/// </summary>
internal sealed class Watcher : IAsyncDisposable
{
    private readonly Scene _scene;
    private readonly IReadOnlyList<SecretId> _secrets;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _lost = [];
    private readonly Task _work;

    private Watcher(Scene scene, IReadOnlyList<SecretId> secrets)
    {
        (_scene, _secrets) = (scene, secrets);
        _work = Task.Run(WorkAsync, TestContext.Current.CancellationToken);
    }

    /// <summary>How often it has logged in.</summary>
    public int Logins { get; private set; }

    /// <summary>How often it was refused with what was AWSCURRENT before the login and still after it.</summary>
    public int Refused { get; private set; }

    /// <summary>A sentence for each time that nobody could have got in, or that two accounts alternate and AWSCURRENT was refused.</summary>
    public IReadOnlyList<string> Lost => _lost;

    public static Watcher Start(Scene scene, params IReadOnlyList<SecretId> secrets) => new(scene, secrets);

    /// <summary>Ends it after the login that is under way; what has gone wrong with it is thrown here.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
    }

    public override string ToString() => $"{Logins} logins with AWSCURRENT, {Refused} refused, {Lost.Count} credentials lost";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_work);
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        for (var turn = 0; !_stop.IsCancellationRequested; turn = (turn + 1) % _secrets.Count)
        {
            await LookAsync(_secrets[turn]);
        }
    }

    private async Task LookAsync(SecretId secret)
    {
        var current = await _scene.CurrentAsync(secret);
        if (await _scene.LogsInAsync(current.Document))
        {
            Logins++;
            return;
        }

        if (await HasMovedAsync(secret, current))
        {
            return;
        }

        Refused++;
        if (current.Document.SuperuserSecretId is not null)
        {
            _lost.Add($"AWSCURRENT of '{secret}', version {current.Id}, was refused.");
            return;
        }

        // Between setSecret and finishSecret of a single user, AWSPENDING is what logs in; and once it does not have that
        // label any more, it is AWSCURRENT.
        var pending = await _scene.FindAsync(secret, StageLabel.Pending);
        if (!(pending is not null && await _scene.LogsInAsync(pending.Document)) && !await HasMovedAsync(secret, current))
        {
            _lost.Add($"AWSCURRENT of '{secret}', version {current.Id}, was refused, and so was AWSPENDING, version {pending?.Id.Value ?? "none"}.");
        }
    }

    private async Task<bool> HasMovedAsync(SecretId secret, StagedVersion current) => (await _scene.CurrentAsync(secret)).Id != current.Id;
}
