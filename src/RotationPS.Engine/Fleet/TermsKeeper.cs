using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Schedules;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Fleet;

/// <summary>Keeps a secret's terms in its tags.</summary>
/// <param name="environment">The store.</param>
public sealed class TermsKeeper(RotationEnvironment environment)
{
    /// <summary>Makes sure, without changing anything, that a secret can have such terms.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="request">The terms.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.InvalidParameter"/>, <see cref="FailureKind.ResourceNotFound"/>;
    /// or it is not the secret of an account.</exception>
    public async Task CheckAsync(SecretId secret, ScheduleRequest request, CancellationToken cancellationToken)
    {
        if (!request.IsEmpty)
        {
            var current = await SecretSnapshot.ReadAsync(environment.Store, secret, VersionReference.Current, cancellationToken).ConfigureAwait(false);
            request.Over((await environment.Store.DescribeAsync(current.Secret, cancellationToken).ConfigureAwait(false)).Tags);
        }
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
