namespace RotationPS.Engine.Tests.Scenes;

/// <summary>
/// Chooses by chance, the same from the same seed. Some seeds change from process to process at every call, others let one
/// go on for long, so that the rest sleep through whole rotations; and faults come seldom, or all would come at the start.
/// </summary>
internal sealed class Chance : IChooser
{
    private static readonly double[] _perseverances = [0, 0.6, 0.9, 0.97];
    private static readonly double[] _faultRates = [0.02, 0.05, 0.15];

    private readonly int _seed;
    private readonly Random _random;
    private readonly double _perseverance;
    private readonly double _faultRate;
    private SteppedProcess? _last;

    public Chance(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _perseverance = _perseverances[_random.Next(_perseverances.Length)];
        _faultRate = _faultRates[_random.Next(_faultRates.Length)];
    }

    public bool IsRepeating => false;

    public int Next(int options) => _random.Next(options);

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
