using System.Runtime.InteropServices;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Stores.Vault;

namespace RotationPS.VaultWorker;

/// <summary>What a worker can do with a vault.</summary>
internal static partial class Work
{
    private const uint Nobody = 65534;

    private static readonly SecretId _shared = new("shared");

    /// <summary>
    /// Opens or makes the vault, writes a secret of its own, and contends with other workers: for the same version of a
    /// shared secret, and for moving AWSCURRENT of it. Prints "put" and "moved" where it won.
    /// </summary>
    public static async Task ContendAsync(string folder, string name, int versions)
    {
        using var store = VaultStore.OpenOrCreate(folder);
        await store.CreateAsync(New(name), CancellationToken.None);
        for (var number = 2; number <= versions; number++)
        {
            await store.PutAsync(new SecretId(name), Token(number), Value(name, number), [], CancellationToken.None);
        }

        await IgnoringAsync(FailureKind.ResourceExists, () => store.CreateAsync(New(_shared.Value), CancellationToken.None));
        await WinAsync("put", FailureKind.ResourceExists, () => store.PutAsync(
            _shared,
            Token(2),
            new SecretText(name),
            [StageLabel.Pending],
            CancellationToken.None));
        var own = new VersionId($"{name}-{Guid.NewGuid()}");
        await store.PutAsync(_shared, own, new SecretText(name), [new StageLabel(name)], CancellationToken.None);
        await WinAsync("moved", FailureKind.InvalidParameter, () => store.MoveLabelAsync(
            _shared,
            StageLabel.Current,
            Token(1),
            own,
            CancellationToken.None));
    }

    /// <summary>Puts version after version and prints the number of each when it is committed, until it is killed.</summary>
    public static async Task WriteWithoutEndAsync(string folder, string name)
    {
        using var store = VaultStore.OpenOrCreate(folder);
        await IgnoringAsync(FailureKind.ResourceExists, () => store.CreateAsync(New(name), CancellationToken.None));
        var number = (await store.ListVersionsAsync(new SecretId(name), includeDeprecated: true, CancellationToken.None)).Count;
        while (true)
        {
            number++;
            await store.PutAsync(new SecretId(name), Token(number), Value(name, number), [], CancellationToken.None);
            Console.WriteLine(number);
        }
    }

    /// <summary>Opens a vault as a user without rights; the other vault is opened first so that all code is loaded by then.</summary>
    public static async Task OpenWithoutRightsAsync(string folder, string other, bool create)
    {
        using (var store = VaultStore.OpenOrCreate(other))
        {
            await store.CreateAsync(New("warm"), CancellationToken.None);
        }

        try
        {
            VaultStore.OpenOrCreate(Path.Combine(other, "vault.db")).Dispose();
        }
        catch (RotationException failure)
        {
            // The path of errors is loaded now, too.
            _ = failure.ToString();
        }

        if (Environment.IsPrivilegedProcess && SetEffectiveUser(Nobody) != 0)
        {
            throw new InvalidOperationException($"The user could not be changed: error {Marshal.GetLastPInvokeError()}.");
        }

        using var opened = create ? VaultStore.OpenOrCreate(folder) : VaultStore.Open(folder);
        await opened.PutAsync(new SecretId("app"), Token(2), Value("app", 2), [], CancellationToken.None);
        Console.WriteLine("written");
    }

    private static NewSecret New(string name) => new() { Name = name, Text = Value(name, 1), Token = Token(1) };

    private static SecretText Value(string name, int number) => new($"value {number} of {name}");

    private static VersionId Token(int number) => new($"00000000-0000-4000-8000-{number:000000000000}");

    private static async Task WinAsync(string word, FailureKind lost, Func<Task> action)
    {
        try
        {
            await action();
            Console.WriteLine(word);
        }
        catch (RotationException failure) when (failure.Kind == lost)
        {
            Console.WriteLine($"not {word}");
        }
    }

    private static async Task IgnoringAsync(FailureKind expected, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (RotationException failure) when (failure.Kind == expected)
        {
            Console.WriteLine("there already");
        }
    }

    [LibraryImport("libc", EntryPoint = "seteuid", SetLastError = true)]
    private static partial int SetEffectiveUser(uint user);
}
