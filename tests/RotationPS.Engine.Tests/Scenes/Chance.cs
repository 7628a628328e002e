namespace RotationPS.Engine.Tests.Scenes;

/// <summary>
/// Chooses by chance, the same from the same seed. Some seeds change from process to process at every call, others let one
/// go on for long, so that the rest sleep through whole rotations; faults come seldom, or all would come at the start; and
/// in some seeds most reads are fresh, or nobody would ever get beyond what another one has just done.
/// </summary>
internal sealed class Chance : IChooser
{
    private static readonly double[] _perseverances = [0, 0.8, 0.95, 0.99];
    private static readonly double[] _faultRates = [0, 0.005, 0.02, 0.1];
    private static readonly double[] _freshnesses = [0, 0.5, 0.9, 1];

    private readonly int _seed;
    private readonly Random _random;
    private readonly double _perseverance;
    private readonly double _faultRate;
    private readonly double _freshness;
    private SteppedProcess? _last;

    public Chance(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _perseverance = _perseverances[_random.Next(_perseverances.Length)];
        _faultRate = _faultRates[_random.Next(_faultRates.Length)];
        _freshness = _freshnesses[_random.Next(_freshnesses.Length)];
    }

    public bool IsRepeating => false;

    public int NextShown(int states) => _random.NextDouble() < _freshness ? states - 1 : _random.Next(states);

    public int Next(IReadOnlyList<Move> moves)
    {
        var isFault = _random.NextDouble() < _faultRate;
        var candidates = Enumerable.Range(0, moves.Count).Where(index => moves[index].IsFault == isFault).ToList();
        if (candidates.Count == 0)
        {
            candidates = [.. Enumerable.Range(0, moves.Count)];
        }

        var same = candidates.FindAll(index => moves[index].Process == _last);
        if (!isFault && same.Count > 0 && _random.NextDouble() < _perseverance)
        {
            candidates = same;
        }

        var chosen = candidates[_random.Next(candidates.Count)];
        _last = moves[chosen].Process;
        return chosen;
    }

    public override string ToString() => $"In the order of seed {_seed}:";
}
