namespace RotationPS.Servers;

/// <summary>A private server could not be started; the message says what to install or what the server complained about.</summary>
public sealed class ServerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
