using System.Management.Automation.Host;

namespace RotationPS.Shell;

/// <summary>
/// The size and the colours of the console, which is what formatting asks for. What would read or write single cells
/// is refused: no command of the engine needs it.
/// </summary>
internal sealed class ShellRawUserInterface : PSHostRawUserInterface
{
    private const int WidthWithoutTerminal = 120;
    private const int HeightWithoutTerminal = 50;

    /// <summary>The terminal's width, or a fixed one where output goes to a file or the terminal does not tell.</summary>
    public static int Width => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? WidthWithoutTerminal : Console.WindowWidth;

    public override Size BufferSize
    {
        get => WindowSize;
        set => throw NotHere();
    }

    public override Size WindowSize
    {
        get => new(Width, Console.IsOutputRedirected || Console.WindowHeight <= 0 ? HeightWithoutTerminal : Console.WindowHeight);
        set => throw NotHere();
    }

    public override Size MaxWindowSize => WindowSize;

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override string WindowTitle { get; set; } = "RotationPS shell";

    public override int CursorSize { get; set; } = 25;

    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    public override Coordinates CursorPosition
    {
        get => throw NotHere();
        set => throw NotHere();
    }

    public override Coordinates WindowPosition
    {
        get => throw NotHere();
        set => throw NotHere();
    }

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        ConsoleQuestions.RequireTerminal("a key");
        var key = Console.ReadKey(options.HasFlag(ReadKeyOptions.NoEcho));
        return new KeyInfo((int)key.Key, key.KeyChar, 0, keyDown: true);
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotHere();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw NotHere();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw NotHere();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotHere();

    private static NotSupportedException NotHere() =>
        new("This shell cannot address single cells of the screen. Use pwsh for that.");
}
