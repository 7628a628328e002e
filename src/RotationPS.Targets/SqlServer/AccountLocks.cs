using System.Data;
using Microsoft.Data.SqlClient;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer;

/// <summary>The application locks that a session holds.</summary>
internal sealed class AccountLocks(SqlServerDialogue dialogue)
{
    /// <summary>What sp_getapplock answers when the time is over.</summary>
    private const int LockTimedOut = -1;

    private const string TakeLock = """
        DECLARE @result int;
        EXEC @result = sys.sp_getapplock @Resource = @name, @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = @wait, @DbPrincipal = N'public';
        SELECT @result
        """;

    private const string ReleaseLock = "EXEC sys.sp_releaseapplock @Resource = @name, @LockOwner = N'Session', @DbPrincipal = N'public'";

    /// <summary>The locks taken, one entry for each time: the server counts how often a lock is taken and wants it as often back.</summary>
    private readonly List<string> _locks = [];

    /// <summary>As <see cref="ITargetSession.LockAccountAsync"/> says.</summary>
    public async Task TakeAsync(AccountName baseAccount, TimeSpan wait, CancellationToken cancellationToken)
    {
        // An application lock belongs to a database. Account and superuser both connect to the one the secret names.
        SqlParameter[] parameters =
        [
            new("@name", SqlDbType.NVarChar, 255) { Value = AccountLockName.Of(baseAccount) },
            new("@wait", SqlDbType.Int) { Value = (int)Math.Min(int.MaxValue, wait.TotalMilliseconds) },
        ];
        var timeout = WholeSeconds.Of(wait) + SqlServerConnector.AnswerMarginSeconds;
        var results = await dialogue.CallAsync(
            baseAccount,
            () => dialogue.Connections.QueryAsync(dialogue.Connections.Database, [TakeLock], parameters, cancellationToken, timeout),
            cancellationToken).ConfigureAwait(false);
        var result = results[^1][0].Number(0);
        if (result < 0)
        {
            throw result == LockTimedOut
                ? ServerFailures.LockHeld(baseAccount, dialogue.Login.Server, wait)
                : SqlServerFailures.LockRefused(baseAccount, dialogue.Login.Server, result);
        }

        _locks.Add(AccountLockName.Of(baseAccount));
    }

    /// <summary>As <see cref="ITargetSession.UnlockAccountsAsync"/> says.</summary>
    public async Task ReleaseAllAsync(CancellationToken cancellationToken)
    {
        while (_locks.Count > 0)
        {
            SqlParameter[] parameters = [new("@name", SqlDbType.NVarChar, 255) { Value = _locks[^1] }];
            await dialogue.CallAsync(
                dialogue.Login.User,
                () => dialogue.Connections.QueryAsync(dialogue.Connections.Database, [ReleaseLock], parameters, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            _locks.RemoveAt(_locks.Count - 1);
        }
    }
}
