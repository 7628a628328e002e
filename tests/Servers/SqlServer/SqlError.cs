namespace RotationPS.Servers.SqlServer;

/// <summary>An error or a notice of the server.</summary>
/// <param name="Number">Its number in sys.messages.</param>
/// <param name="Class">Its severity; 11 and above is an error, 20 and above ends the connection.</param>
/// <param name="State">Its state.</param>
/// <param name="Message">Its text.</param>
/// <param name="Line">The line of the batch.</param>
public sealed record SqlError(int Number, byte Class, byte State, string Message, int Line = 1);
