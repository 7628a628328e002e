using System.Security.Cryptography;

namespace RotationPS.Benchmarks.Floors;

/// <summary>A whole rotation as the floor: what the store must be told and what the server must be told, and nothing else.</summary>
internal sealed class RotationFloor(StoreFloor store, DriverFloor driver)
{
    private const string Separator = "\n";
    private const int PasswordLength = 32;

    /// <summary>Makes the secret of an account, or of two that take turns.</summary>
    public void Create(int secret, string user, string password) => store.Create(secret, user + Separator + password);

    /// <summary>A single user changes its password.</summary>
    public async Task RotateAloneAsync(int secret)
    {
        var (version, user, password) = await ReadAsync(secret);
        var next = NewPassword();
        var pending = await store.PutPendingAsync(secret, user + Separator + next);
        await driver.RotateAloneAsync(user, password, next);
        await store.FinishAsync(secret, version, pending);
    }

    /// <summary>The superuser sets the password of the account whose turn it is.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="superuserSecret">The superuser's, which is read too.</param>
    /// <param name="twinOf">Whose turn it is after an account.</param>
    public async Task RotateNextAsync(int secret, int superuserSecret, Func<string, string> twinOf)
    {
        var (version, user, password) = await ReadAsync(secret);
        await store.ReadAsync(superuserSecret);
        var (nextUser, next) = (twinOf(user), NewPassword());
        var pending = await store.PutPendingAsync(secret, nextUser + Separator + next);
        await driver.RotateNextAsync(user, password, nextUser, next);
        await store.FinishAsync(secret, version, pending);
    }

    private static string NewPassword() => RandomNumberGenerator.GetHexString(PasswordLength);

    private async Task<(long Version, string User, string Password)> ReadAsync(int secret)
    {
        var (version, text) = await store.ReadAsync(secret);
        var parts = text.Split(Separator);
        return (version, parts[0], parts[1]);
    }
}
