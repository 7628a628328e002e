using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Steps;

/// <summary>finishSecret: moves AWSCURRENT from where this run read it, and from nowhere else.</summary>
internal sealed class FinishSecretStep(RotationTurn turn, PendingVersion pending)
{
    private readonly RotationContext _context = turn.Context;

    /// <returns>Whether the version is AWSCURRENT; false where somebody else has rotated meanwhile.</returns>
    public async Task<bool> RunAsync()
    {
        if (!await MoveCurrentAsync().ConfigureAwait(false))
        {
            return false;
        }

        await TakePendingOffAsync().ConfigureAwait(false);
        return true;
    }

    private async Task<bool> MoveCurrentAsync()
    {
        try
        {
            await _context.Store
                .MoveLabelAsync(_context.Current.Secret, StageLabel.Current, _context.Current.Id, pending.Id, CancellationToken.None)
                .ConfigureAwait(false);
            return true;
        }
        catch (RotationException error) when (error.Kind is FailureKind.InvalidParameter)
        {
            var labels = await _context.DescribeSettledAsync(CancellationToken.None).ConfigureAwait(false);
            if (!_context.IsOvertaken(labels))
            {
                throw;
            }

            return labels.Holder(StageLabel.Current) == pending.Id;
        }
    }

    private async Task TakePendingOffAsync()
    {
        try
        {
            await _context.Store
                .MoveLabelAsync(_context.Current.Secret, StageLabel.Pending, pending.Id, null, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (RotationException error) when (error.Kind is FailureKind.InvalidParameter)
        {
            turn.Log.Detail(RotationStep.FinishSecret, "Whoever helped has taken AWSPENDING off already.");
        }
        catch (RotationException error)
        {
            // The rotation has come about. AWSPENDING beside AWSCURRENT means that none is running, and the next one moves it.
            turn.Log.Detail(RotationStep.FinishSecret, $"AWSPENDING stays on the version beside AWSCURRENT. {error.Message}");
        }
    }
}
