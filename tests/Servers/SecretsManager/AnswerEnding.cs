namespace RotationPS.Servers.SecretsManager;

/// <summary>How an answer ends.</summary>
internal enum AnswerEnding
{
    /// <summary>All of it is sent.</summary>
    Whole,

    /// <summary>The connection is closed after half of it.</summary>
    Cut,

    /// <summary>The connection is reset after half of it.</summary>
    Reset,
}
