using RotationPS.Engine.Accounts;

namespace RotationPS.Benchmarks.Scenes;

/// <summary>A server that lets everybody in and keeps nothing, so that what is measured is the module alone.</summary>
internal sealed class SimulatedTarget : IRotationTarget
{
    public IReadOnlyList<string> Engines { get; } = ["postgres"];

    public int DefaultPort => 5432;

    public string DefaultDatabase => "postgres";

    public string DefaultExcludeCharacters => string.Empty;

    public IReadOnlyList<CloneMode> CloneModes { get; } = [CloneMode.ActAs];

    public void CheckName(AccountName name)
    {
    }

    public IReadOnlyList<string> Preview(AccountChange change) => [];

    public IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser) => [];

    public async Task<ITargetSession> LogInAsync(Login login, CancellationToken cancellationToken)
    {
        // As with a real server, whoever asks does not hold on to the thread.
        await Task.Yield();
        return new SimulatedSession(login);
    }
}
