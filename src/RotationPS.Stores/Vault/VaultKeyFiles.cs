using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace RotationPS.Stores.Vault;

/// <summary>
/// Keeps the key ring in the vault's key folder. The framework's own file repository neither flushes a key to disk nor
/// makes the file private from the start, and a key that is lost makes every value unreadable.
/// </summary>
internal sealed class VaultKeyFiles(VaultFolder folder) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        Directory.Exists(folder.KeyFolder) ? [.. folder.KeyFiles().Order(StringComparer.Ordinal).Select(Read)] : [];

    public void StoreElement(XElement element, string friendlyName) =>
        folder.WriteKeyFile(friendlyName, Encoding.UTF8.GetBytes(element.ToString()));

    // XElement.Load(string) takes a URI, in which '#' and '%' of a path would mean something else.
    private static XElement Read(string path)
    {
        using var file = File.OpenRead(path);
        return XElement.Load(file);
    }
}
