namespace RotationPS.Engine.Tests.Scenes;

/// <summary>Walks through every sequence of choices, one sequence a run, depth first.</summary>
internal sealed class Choices : IChooser
{
    private readonly List<(int Taken, int Of)> _path = [];
    private int _depth;

    public bool IsRepeating => _depth < _path.Count;

    public int Next(IReadOnlyList<Move> moves) => Next(moves.Count);

    public int NextShown(int states) => Next(states);

    /// <summary>Goes on to the next sequence; false where there is none left.</summary>
    public bool Advance()
    {
        _depth = 0;
        while (_path.Count > 0)
        {
            var (taken, of) = _path[^1];
            _path.RemoveAt(_path.Count - 1);
            if (taken + 1 < of)
            {
                _path.Add((taken + 1, of));
                return true;
            }
        }

        return false;
    }

    public override string ToString() => $"In the order of the choices {string.Join(' ', _path.Take(_depth).Select(choice => choice.Taken))}:";

    private int Next(int options)
    {
        if (_depth == _path.Count)
        {
            _path.Add((0, options));
        }

        return _path[_depth++].Taken;
    }
}
