using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using RotationPS.Engine.Secrets;

namespace RotationPS.Stores.Vault;

/// <summary>
/// Encrypts and decrypts values with the vault's key ring. The ring is only ever added to when the vault is made: the
/// framework would otherwise make a new key when the old one nears its end, perhaps in the middle of a read on a disk
/// that cannot be written. Replacing the key would protect nothing, as the old one must stay beside it for the old values.
/// </summary>
internal sealed class VaultKeys : IDisposable
{
    private const string KeyCheckText = "RotationPS vault";

    // A ring whose only key has ended does not even read, so the vault's key has no end that anybody will see.
    private static readonly DateTimeOffset _noEnd = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly VaultFolder _folder;
    private readonly ServiceProvider _services;
    private readonly IDataProtectionProvider _protection;

    public VaultKeys(VaultFolder folder)
    {
        _folder = folder;
        var services = new ServiceCollection();
        var builder = services.AddDataProtection()
            .SetApplicationName("RotationPS")
            .DisableAutomaticKeyGeneration();
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new VaultKeyFiles(folder));
        if (OperatingSystem.IsWindows())
        {
            builder.ProtectKeysWithDpapi();
        }

        _services = services.BuildServiceProvider();
        _protection = _services.GetRequiredService<IDataProtectionProvider>();
    }

    /// <summary>Makes the ring's first key, unless it has one already, and gives what <see cref="Verify"/> wants to see later.</summary>
    public byte[] Create()
    {
        var manager = _services.GetRequiredService<IKeyManager>();
        if (manager.GetAllKeys().Count == 0)
        {
            // The framework reads the system's clock for keys, so this does too.
            manager.CreateNewKey(DateTimeOffset.UtcNow, _noEnd);
        }

        return CheckProtector().Protect(Encoding.UTF8.GetBytes(KeyCheckText));
    }

    /// <summary>Makes sure that the ring is the one the vault was made with and that this user can use it.</summary>
    public void Verify(byte[] keyCheck)
    {
        try
        {
            // Asked first because it reports files that cannot be read as what they are; Unprotect wraps every failure.
            if (_services.GetRequiredService<IKeyManager>().GetAllKeys().Count == 0)
            {
                throw VaultFailures.KeyMissing(_folder.KeyFolder, null);
            }

            CheckProtector().Unprotect(keyCheck);
        }
        catch (Exception error) when (error is CryptographicException or XmlException)
        {
            throw VaultFailures.KeyMissing(_folder.KeyFolder, error);
        }
    }

    public byte[] Encrypt(string arn, string version, SecretText text) =>
        ValueProtector(arn, version).Protect(Encoding.UTF8.GetBytes(text.Reveal()));

    /// <exception cref="CryptographicException">The bytes are not what this version of this secret was encrypted to.</exception>
    public SecretText Decrypt(string arn, string version, byte[] encrypted) =>
        new(Encoding.UTF8.GetString(ValueProtector(arn, version).Unprotect(encrypted)));

    public void Dispose() => _services.Dispose();

    private IDataProtector CheckProtector() => _protection.CreateProtector("RotationPS.Vault.KeyCheck");

    // The purposes become part of the key, so a value moved to another row of the database does not decrypt there.
    private IDataProtector ValueProtector(string arn, string version) =>
        _protection.CreateProtector("RotationPS.Vault.Value", arn, version);
}
