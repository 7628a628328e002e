using RotationPS.Servers.SqlServer.Wire.Packets;

namespace RotationPS.Servers.SqlServer.Wire.Requests;

/// <summary>A message of a logged-in client, and the way to stop what it began.</summary>
/// <param name="Message">The message.</param>
/// <param name="Stop">
/// Cancelled by the attention signal and at the end of the session. Nobody disposes of it, because the signal may come after the answer;
/// it holds nothing but its link to the session's own.
/// </param>
internal sealed record ClientRequest(TdsMessage Message, CancellationTokenSource Stop);
