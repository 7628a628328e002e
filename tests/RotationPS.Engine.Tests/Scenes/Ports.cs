using RotationPS.Engine.Accounts;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Tests.Scenes;

/// <summary>All that a process reaches the world by.</summary>
/// <param name="Store">The store.</param>
/// <param name="Target">The server.</param>
internal sealed record Ports(ISecretStore Store, IRotationTarget Target);
