using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Fleet;

/// <summary>Keeps a secret's terms in its tags.</summary>
/// <param name="environment">The store.</param>
public sealed class TermsKeeper(RotationEnvironment environment)
{
    /// <summary>
    /// Makes sure, without changing anything, that a secret can have such terms. Any secret can have none.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="request">The terms.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The secret's name; the id that was given where nothing was said, for then nobody looks.</returns>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>, <see cref="FailureKind.ResourceNotFound"/>;
    /// or it is not the secret of an account.</exception>
    public async Task<string> CheckAsync(SecretId secret, ScheduleRequest request, CancellationToken cancellationToken)
    {
        if (request.IsEmpty)
        {
            return secret.Value;
        }

        var id = request.TakesAllAway
            ? secret
            : (await SecretSnapshot.ReadAsync(environment.Store, secret, VersionReference.Current, cancellationToken).ConfigureAwait(false)).Secret;
        var labels = await environment.Store.DescribeAsync(id, cancellationToken).ConfigureAwait(false);
        request.Over(labels.Tags);
        return labels.Name;
    }

    /// <summary>Gives a secret such terms; does nothing where it has them.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="request">The terms.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException">As for <see cref="CheckAsync"/>, and what the store says to its tags.</exception>
    public async Task KeepAsync(SecretId secret, ScheduleRequest request, CancellationToken cancellationToken)
    {
        if (request.IsEmpty)
        {
            return;
        }

        var present = (await environment.Store.DescribeAsync(secret, cancellationToken).ConfigureAwait(false)).Tags;
        var (set, removed) = request.Over(present);
        if (set.Count > 0)
        {
            await environment.Store.TagAsync(secret, set, cancellationToken).ConfigureAwait(false);
        }

        if (removed.Count > 0)
        {
            await environment.Store.UntagAsync(secret, removed, cancellationToken).ConfigureAwait(false);
        }
    }
}
