namespace RotationPS.Servers.SqlServer.Wire.Login;

/// <summary>What one side says of encryption in its PRELOGIN message.</summary>
internal enum WireEncryption : byte
{
    /// <summary>Only the login is encrypted.</summary>
    Off = 0,
    On = 1,
    NotSupported = 2,
    Required = 3,
}
