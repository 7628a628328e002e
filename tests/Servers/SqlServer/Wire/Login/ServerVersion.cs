namespace RotationPS.Servers.SqlServer.Wire.Login;

/// <summary>The version the endpoint says it is: SQL Server 2022.</summary>
internal static class ServerVersion
{
    public const string Name = "Microsoft SQL Server";

    /// <summary>Major, minor and build (big-endian): 16.0.4135.</summary>
    public static ReadOnlySpan<byte> Bytes => [16, 0, 0x10, 0x27];

    /// <summary>TDS 7.4 as LOGINACK says it.</summary>
    public static ReadOnlySpan<byte> Protocol => [0x74, 0, 0, 4];

    /// <summary>SQL_Latin1_General_CP1_CI_AS.</summary>
    public static ReadOnlySpan<byte> Collation => [0x09, 0x04, 0xD0, 0x00, 0x34];
}
