using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Steps;

/// <summary>
/// Where accounts have no lock, a run that slept between its last look at the labels and the server's answer has set an
/// old password over the one that others have made current. So everybody who has set a password looks in the end whether
/// a labelled one still logs in, and where none does gives the account that of AWSCURRENT, and looks again. Whoever sets a
/// password last looks last, so it comes right whoever slept; only who dies in between leaves it to
/// <c>Repair-SecretRotation</c>.
/// </summary>
internal sealed class LastLook(RotationTurn turn)
{
    // Each time others have rotated while this run looked.
    private const int MaxMends = 4;

    private readonly RotationContext _context = turn.Context;

    public async Task RunAsync()
    {
        if (await FindLapseAsync(_context.DescribeAsync).ConfigureAwait(false) is null)
        {
            return;
        }

        // The labels may have been a moment old; and after each mend others may have gone on while this run looked.
        for (var mends = 0; mends < MaxMends && await FindLapseAsync(_context.DescribeSettledAsync).ConfigureAwait(false) is { } labels; mends++)
        {
            await MendAsync(labels).ConfigureAwait(false);
        }
    }

    /// <returns>
    /// Labels of which none logs in; null where one does, or where it cannot be told: what has come about does not fail for
    /// a look at it.
    /// </returns>
    private async Task<SecretDescription?> FindLapseAsync(Func<CancellationToken, Task<SecretDescription>> describe)
    {
        try
        {
            var labels = await describe(CancellationToken.None).ConfigureAwait(false);
            var logsIn = await LogsInAsync(labels.Holder(StageLabel.Current)!).ConfigureAwait(false)
                || (RotationContext.Unfinished(labels) is { } pending && await LogsInAsync(pending).ConfigureAwait(false));
            return logsIn ? null : labels;
        }
        catch (RotationException unable)
        {
            turn.Log.Detail(RotationStep.FinishSecret, $"Whether AWSCURRENT logs in cannot be told. {unable.What}");
            return null;
        }
    }

    private async Task<bool> LogsInAsync(VersionId id)
    {
        try
        {
            var version = await _context.ReadAsync(id, CancellationToken.None).ConfigureAwait(false);
            await turn.ProveLoginAsync(new PendingVersion(id, version.Document, IsResumed: true)).ConfigureAwait(false);
            return true;
        }
        catch (RotationException refused) when (refused.Kind is FailureKind.LoginFailed or FailureKind.ResourceNotFound)
        {
            return false;
        }
    }

    /// <summary>By the account itself: that of AWSCURRENT is the one whose password this run has set.</summary>
    private async Task MendAsync(SecretDescription labels)
    {
        var current = await _context.ReadAsync(labels.Holder(StageLabel.Current)!, CancellationToken.None).ConfigureAwait(false);
        turn.Log.Detail(RotationStep.FinishSecret, $"Another run set an older password meanwhile; '{current.Document.UserName}' gets that of AWSCURRENT again.");
        await turn
            .BoundedAsync(RotationStep.FinishSecret, limit => turn.Session.ChangeOwnPasswordAsync(current.Document.Password, retainCurrent: false, limit))
            .ConfigureAwait(false);
    }
}
