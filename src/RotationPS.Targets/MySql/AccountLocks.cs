using System.Diagnostics;
using System.Globalization;
using MySqlConnector;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.MySql;

/// <summary>The locks of account pairs that one connection holds.</summary>
internal sealed class AccountLocks(MySqlDialogue dialogue)
{
    /// <summary>The locks taken, one entry for each time: the server counts how often a lock is taken and wants it as often back.</summary>
    private readonly List<string> _taken = [];

    /// <summary>Takes the lock of a pair, or throws when the time is up.</summary>
    public Task TakeAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken) =>
        dialogue.CallAsync(baseAccount, async () =>
        {
            var end = Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency);
            while (!await TryLockAsync(baseAccount, end - Stopwatch.GetTimestamp(), cancellationToken).ConfigureAwait(false))
            {
                if (Stopwatch.GetTimestamp() >= end)
                {
                    throw ServerFailures.LockHeld(baseAccount, dialogue.Login.Server, wait);
                }
            }
        });

    /// <summary>Gives all of them back.</summary>
    public Task ReleaseAllAsync(CancellationToken cancellationToken) => dialogue.CallAsync(dialogue.Login.User, async () =>
    {
        while (_taken.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var command = new MySqlCommand("SELECT RELEASE_LOCK(@name)", dialogue.Connection);
            command.Parameters.AddWithValue("@name", _taken[^1]);
            await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false);
            _taken.RemoveAt(_taken.Count - 1);
        }
    });

    /// <summary>
    /// Waits for the lock for a second at most, so that a cancellation is heeded in between. The driver's own way to break a
    /// wait off is a second login, whose connection string, password included, it keeps for the life of the process.
    /// </summary>
    private async Task<bool> TryLockAsync(AccountName baseAccount, long ticks, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var command = new MySqlCommand("SELECT GET_LOCK(@name, @wait)", dialogue.Connection);
        command.Parameters.AddWithValue("@name", AccountLockName.Of(baseAccount));
        command.Parameters.AddWithValue("@wait", Math.Clamp((double)ticks / Stopwatch.Frequency, 0, 1));
        var answer = await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false);
        var isTaken = answer is not null and not DBNull && Convert.ToInt32(answer, CultureInfo.InvariantCulture) == 1;
        if (isTaken)
        {
            _taken.Add(AccountLockName.Of(baseAccount));
        }

        return isTaken;
    }
}
