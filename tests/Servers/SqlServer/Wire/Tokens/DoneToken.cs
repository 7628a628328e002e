namespace RotationPS.Servers.SqlServer.Wire.Tokens;

/// <summary>The tokens that end a statement of a batch, a procedure, or a statement in a procedure.</summary>
internal enum DoneToken : byte
{
    Done = 0xFD,
    DoneProcedure = 0xFE,
    DoneInProcedure = 0xFF,
}
