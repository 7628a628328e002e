using System.Collections.Concurrent;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Fleet;

/// <summary>Keeps the connections to each database server few: whoever rotates there takes a place first.</summary>
/// <param name="connections">How many connections there are to a server at a time.</param>
/// <param name="targets">The kinds of server; they know the usual ports.</param>
/// <param name="superusers">The connections that wait for their next account; they count too.</param>
internal sealed class ServerGates(int connections, TargetCatalog targets, SuperuserSessions superusers)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for a place at the server of a secret.</summary>
    /// <param name="current">What the secret says.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The place; disposal gives it back.</returns>
    public async Task<IDisposable> EnterAsync(SecretValue current, CancellationToken cancellationToken)
    {
        if (PlaceOf(current) is not { } wanted)
        {
            return new Place(null);
        }

        var gate = _gates.GetOrAdd(wanted.Server, _ => new SemaphoreSlim(Math.Max(1, connections / FleetOptions.ConnectionsPerRotation)));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);

        // Of the connections that wait, this rotation is to take one itself; the others have to fit into the free places.
        await superusers.KeepIdleAsync(wanted.Server, gate.CurrentCount + (wanted.TakesSuperuser ? 1 : 0)).ConfigureAwait(false);
        return new Place(gate);
    }

    /// <returns>The server, and whether a superuser works there; null where the secret is none that can be rotated, which its rotation tells.</returns>
    private (string Server, bool TakesSuperuser)? PlaceOf(SecretValue current)
    {
        try
        {
            var document = SecretDocument.Parse(current.Text);
            return (SuperuserSessions.KeyOf(document.SuperuserServerFor(targets.For(document.Engine!))), document.SuperuserSecretId is not null);
        }
        catch (RotationException)
        {
            return null;
        }
    }

    private sealed class Place(SemaphoreSlim? gate) : IDisposable
    {
        public void Dispose() => gate?.Release();
    }
}
