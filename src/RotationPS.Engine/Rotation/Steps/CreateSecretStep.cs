using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Rotation.Steps;

/// <summary>
/// createSecret: makes the version that follows AWSCURRENT, or finds the one that another run has made. Both have the
/// same derived id, so the store itself decides who was first.
/// </summary>
internal sealed class CreateSecretStep(RotationTurn turn)
{
    // The store keeps about this many versions without a label.
    private const int MaxAttempts = 100;

    private readonly RotationContext _context = turn.Context;

    /// <returns>The version to work on; null where somebody else has rotated meanwhile.</returns>
    public async Task<PendingVersion?> RunAsync(CancellationToken cancellationToken)
    {
        var labels = await _context.DescribeAsync(cancellationToken).ConfigureAwait(false);
        _context.RefuseUnlessOurs(labels);
        if (turn.Goal.NeedsSettledLabels && !_context.IsOvertaken(labels) && RotationContext.Unfinished(labels) is not null)
        {
            labels = await _context.DescribeSettledAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_context.IsOvertaken(labels))
        {
            return null;
        }

        if (RotationContext.Unfinished(labels) is { } unfinished)
        {
            turn.Goal.RefuseToJoin(_context, labels);
            await turn.Strategy.CheckAsync(turn.Session, cancellationToken).ConfigureAwait(false);
            return await HelpOrFillAsync(unfinished, cancellationToken).ConfigureAwait(false) with { IsAwaited = labels.RotationEnabled };
        }

        turn.Goal.RefuseToBegin(_context, labels);
        var document = MakeDocument();
        await turn.Strategy.CheckAsync(turn.Session, cancellationToken).ConfigureAwait(false);
        return await MakeAsync(document, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the target has to compute of a new password, it computes while all that follows here is done.</summary>
    private SecretDocument MakeDocument()
    {
        var document = turn.Goal.MakeDocument(_context, turn.Strategy);
        if (!document.HasCredentialsOf(_context.Current.Document))
        {
            turn.Session.Expect(document.Password);
        }

        return document;
    }

    private async Task<PendingVersion?> MakeAsync(SecretDocument document, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var next = DerivedVersionId.Next(_context.Current.Version.Arn, _context.Current.Id, attempt);
            if (await PutAsync(next, document, cancellationToken).ConfigureAwait(false) is { } made)
            {
                return made;
            }

            var labels = await _context.DescribeSettledAsync(cancellationToken).ConfigureAwait(false);
            if (_context.IsOvertaken(labels))
            {
                return null;
            }

            if (RotationContext.Unfinished(labels) == next)
            {
                return await HelpOrFillAsync(next, cancellationToken).ConfigureAwait(false);
            }

            turn.Log.Detail(RotationStep.CreateSecret, $"Version {next} was abandoned by an earlier run.");
        }

        throw RotationFailures.TooManyAttempts(MaxAttempts);
    }

    private async Task<PendingVersion> HelpOrFillAsync(VersionId id, CancellationToken cancellationToken) =>
        await HelpAsync(id, cancellationToken).ConfigureAwait(false)
        ?? await PutAsync(id, MakeDocument(), cancellationToken).ConfigureAwait(false)
        ?? await HelpAsync(id, cancellationToken).ConfigureAwait(false)
        ?? throw RotationFailures.RotationUnfinished(id);

    /// <summary>
    /// A store takes the same id with the same value twice and changes nothing the second time. An undo that was abandoned
    /// and is tried again meets its own version so; without AWSPENDING on it, it stays abandoned.
    /// </summary>
    /// <returns>The version made; null where the store has that id already, with another value or without AWSPENDING.</returns>
    private async Task<PendingVersion?> PutAsync(VersionId id, SecretDocument made, CancellationToken cancellationToken)
    {
        // A password that stays is no younger for it. Whoever makes this version once more writes the same.
        var document = made.HasCredentialsOf(_context.Current.Document)
            ? made.WithPasswordDate(id, _context.Current.PasswordDate)
            : made.WithoutPasswordDate();
        try
        {
            var stored = await _context.Store
                .PutAsync(_context.Current.Secret, id, document.ToText(), [StageLabel.Pending], cancellationToken)
                .ConfigureAwait(false);
            return stored.Labels.Contains(StageLabel.Pending) ? new PendingVersion(id, document, IsResumed: false) : null;
        }
        catch (RotationException error) when (error.Kind is FailureKind.ResourceExists)
        {
            return null;
        }
    }

    /// <returns>The version another run made; null where it has no value.</returns>
    private async Task<PendingVersion?> HelpAsync(VersionId id, CancellationToken cancellationToken)
    {
        if (await _context.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } pending)
        {
            turn.Log.Detail(RotationStep.CreateSecret, $"The pending version {id} has no value; it gets one.");
            return null;
        }

        turn.Goal.RefuseUnsuitable(_context, pending, turn.Strategy);
        turn.Log.Detail(RotationStep.CreateSecret, $"Another run made version {id}; helping to finish it.");
        return new PendingVersion(id, pending.Document, IsResumed: true);
    }
}
