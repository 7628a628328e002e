using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Strategies;

/// <summary>
/// The superusers of a fleet: their secrets, read once for many accounts, and their connections, handed from one account to the next.
/// A connection lets go of its account's lock in between, and one on which anything has failed is not handed on.
/// </summary>
/// <param name="maxIdle">
/// How many connections wait for their next account at the most, to all servers together: a fleet of many servers would
/// otherwise end with one open to each.
/// </param>
public sealed class SuperuserSessions(int maxIdle) : IAsyncDisposable
{
    // So many secrets are remembered; who asks for one that is forgotten reads it again.
    private const int MaxValues = 1000;

    private readonly object _gate = new();
    private readonly Dictionary<string, SecretValue> _values = new(StringComparer.Ordinal);

    // The one that has waited longest comes first. They are few, so looking through them takes no time.
    private readonly List<ITargetSession> _idle = [];
    private readonly Dictionary<Login, RotationException> _refused = [];

    /// <summary>Closes the connections that nobody uses; those in use are closed by who uses them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var session in TakeAll(_ => true))
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What stands for a server.</summary>
    internal static string KeyOf(ServerAddress server) => server.ToString();

    /// <summary>Reads a superuser's secret, once for all who ask as long as it is remembered.</summary>
    internal async Task<SecretValue> ReadAsync(SecretId secret, bool isAnew, Func<Task<SecretValue>> read)
    {
        lock (_gate)
        {
            if (!isAnew && _values.TryGetValue(secret.Value, out var known))
            {
                return known;
            }
        }

        // Those who come at the same time read it too; that is a handful of calls at the beginning.
        var value = await read().ConfigureAwait(false);
        Keep(secret, value);
        return value;
    }

    /// <summary>Has all who ask for a superuser's secret from now on begin with this version.</summary>
    internal void Keep(SecretId secret, SecretValue value)
    {
        lock (_gate)
        {
            if (_values.Count >= MaxValues)
            {
                _values.Clear();
            }

            _values[secret.Value] = value;
        }
    }

    /// <summary>A connection for a login that waits for its next account; null where there is none.</summary>
    internal ITargetSession? Take(Login login)
    {
        lock (_gate)
        {
            var index = _idle.FindLastIndex(session => session.Login == login);
            if (index < 0)
            {
                return null;
            }

            var session = _idle[index];
            _idle.RemoveAt(index);
            return new LentSession(this, session, isReused: true);
        }
    }

    /// <summary>
    /// Why a login was refused earlier; null where it was not. A server that counts refused logins would lock the superuser
    /// out if every account of a fleet tried a wrong password anew.
    /// </summary>
    internal RotationException? RefusalOf(Login login)
    {
        lock (_gate)
        {
            return _refused.GetValueOrDefault(login);
        }
    }

    /// <summary>Remembers that a login was refused, though its secret says nothing else.</summary>
    internal void Refuse(Login login, RotationException refusal)
    {
        lock (_gate)
        {
            _refused[login] = refusal;
        }
    }

    /// <summary>Lends a new connection, which comes back when it is disposed of.</summary>
    internal ITargetSession Lend(ITargetSession session) => new LentSession(this, session, isReused: false);

    /// <summary>Takes a connection back that holds no lock any more, and closes the one that has waited longest where too many do.</summary>
    internal async Task ReturnAsync(ITargetSession session)
    {
        ITargetSession? surplus = null;
        lock (_gate)
        {
            _idle.Add(session);
            if (_idle.Count > maxIdle)
            {
                surplus = _idle[0];
                _idle.RemoveAt(0);
            }
        }

        if (surplus is not null)
        {
            await surplus.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes the waiting connections of a login: one of them was found dead, and the server may have ended all.</summary>
    internal async Task DropAsync(Login login)
    {
        foreach (var session in TakeAll(idle => idle.Login == login))
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes waiting connections to a server beyond a number, those first that have waited longest.</summary>
    internal async Task KeepIdleAsync(string server, int count)
    {
        List<ITargetSession> surplus = [];
        lock (_gate)
        {
            var there = _idle.FindAll(session => string.Equals(KeyOf(session.Login.Server), server, StringComparison.OrdinalIgnoreCase));
            surplus.AddRange(there.SkipLast(count));
            _idle.RemoveAll(surplus.Contains);
        }

        foreach (var session in surplus)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private List<ITargetSession> TakeAll(Predicate<ITargetSession> wanted)
    {
        lock (_gate)
        {
            var taken = _idle.FindAll(wanted);
            _idle.RemoveAll(wanted);
            return taken;
        }
    }
}
