using System.Security.Cryptography;
using RotationPS.Engine.Secrets;

namespace RotationPS.Stores.Vault;

/// <summary>The ARN of a secret in a vault: of the form that AWS's tools expect, in a partition of our own.</summary>
internal static class VaultArn
{
    private const string Prefix = "arn:rotationps:secretsmanager:vault:000000000000:secret:";
    private const string SuffixCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int SuffixLength = 6;

    public static string New(string name) =>
        $"{Prefix}{name}-{RandomNumberGenerator.GetString(SuffixCharacters, SuffixLength)}";

    /// <summary>The name that an id stands for where it is a name or an ARN without its random end.</summary>
    public static string NameIn(SecretId id) =>
        id.Value.StartsWith(Prefix, StringComparison.Ordinal) ? id.Value[Prefix.Length..] : id.Value;
}
