namespace RotationPS.Servers.SqlServer.Wire.Packets;

/// <summary>A whole message: the data of its packets, and the status bits that any of them had.</summary>
internal sealed record TdsMessage(MessageType Type, PacketStatus Status, byte[] Payload);
