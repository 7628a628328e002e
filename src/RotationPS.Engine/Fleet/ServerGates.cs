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
    private readonly ConcurrentDictionary<string, ServerGate> _gates = new(StringComparer.OrdinalIgnoreCase);

    // A secret that cannot be rotated connects to no server; its rotation tells why.
    private readonly ServerGate _nowhere = new(string.Empty, int.MaxValue);

    /// <summary>Where a secret's rotation takes its place.</summary>
    /// <param name="member">The secret, whose AWSCURRENT has been read.</param>
    public FleetTurn TurnOf(FleetMember member)
    {
        try
        {
            var document = SecretDocument.Parse(member.Current!.Text);
            var server = SuperuserSessions.KeyOf(document.SuperuserServerFor(targets.For(document.Engine!)));
            var gate = _gates.GetOrAdd(server, _ => new ServerGate(server, Math.Max(1, connections / FleetOptions.ConnectionsPerRotation)));
            return new FleetTurn(member, gate, document.SuperuserSecretId is not null);
        }
        catch (RotationException)
        {
            return new FleetTurn(member, _nowhere, TakesSuperuser: false);
        }
    }

    /// <summary>Closes the superusers' waiting connections that do not fit beside a rotation that has got its place.</summary>
    /// <param name="turn">The rotation.</param>
    public Task MakeRoomAsync(FleetTurn turn) =>
        // Of the connections that wait, this rotation is to take one itself; the others have to fit into the free places.
        superusers.KeepIdleAsync(turn.Gate.Server, turn.Gate.FreePlaces + (turn.TakesSuperuser ? 1 : 0));
}
