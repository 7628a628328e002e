using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Fleet;

/// <summary>Reads the secrets of a fleet as they are asked for, twenty values with one call.</summary>
/// <param name="environment">The store and the clock.</param>
public sealed class FleetReader(RotationEnvironment environment)
{
    // So many secrets are known ahead of those that are rotated: of most fleets the size is known at once, and that of the
    // largest does not fill the memory.
    private const int ListedAhead = 20_000;

    private readonly ISecretStore _store = environment.Store;
    private bool _mayReadBatches = true;
    private int _found;
    private volatile bool _isListed;

    /// <summary>How many secrets a search has found; null as long as it goes on.</summary>
    public int? Total => _isListed ? _found : null;

    /// <summary>Reads secrets by their ids. One that comes again, be it by its name or its ARN, is passed over.</summary>
    /// <param name="ids">The ids, as they come; those that have come together are read together.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<FleetMember> ReadAsync(ChannelReader<SecretId> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        while (await ids.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var batch = new List<SecretId>(SecretRules.MaxBatch);
            while (batch.Count < SecretRules.MaxBatch && ids.TryRead(out var id))
            {
                if (taken.Add(id.Value))
                {
                    batch.Add(id);
                }
            }

            foreach (var found in await LookUpAsync(batch, cancellationToken).ConfigureAwait(false))
            {
                if (found.Value is not { } value)
                {
                    yield return new FleetMember(found.Id, null) { Failure = found.Failure };
                }
                else if (found.Id.Value == value.Version.Arn || taken.Add(value.Version.Arn))
                {
                    yield return new FleetMember(found.Id, value);
                }
            }
        }
    }

    /// <summary>Finds secrets.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException">The store cannot be searched.</exception>
    public async IAsyncEnumerable<FleetEntry> FindAsync(FleetQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listed = Channel.CreateBounded<SecretDescription>(new BoundedChannelOptions(ListedAhead) { SingleReader = true, SingleWriter = true });
        var listing = ListAsync(query, listed.Writer, enough.Token);
        try
        {
            while (await listed.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var batch = await TakeBatchAsync(listed.Reader, cancellationToken).ConfigureAwait(false);
                foreach (var entry in await ReadAsync(batch, cancellationToken).ConfigureAwait(false))
                {
                    yield return entry;
                }
            }
        }
        finally
        {
            // Whoever has seen enough does not wait for the rest of the list.
            await enough.CancelAsync().ConfigureAwait(false);
            await listing.ConfigureAwait(false);
        }
    }

    /// <summary>Finds the secrets with a schedule, and says of each whether it is its time.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RotationException">The store cannot be searched.</exception>
    public async IAsyncEnumerable<FleetMember> FindDueAsync(FleetQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in FindAsync(query.WithSchedule(), cancellationToken).ConfigureAwait(false))
        {
            yield return entry.ToMember(environment.Clock.GetUtcNow(), query.IgnoresOtherWriter);
        }
    }

    /// <summary>Reads a secret again that a schedule has made wait, and says whether it is its time now.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="ignoresOtherWriter">Whether it is rotated though a rotation function rotates it too.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<FleetMember> ReadAgainAsync(FleetMember secret, bool ignoresOtherWriter, CancellationToken cancellationToken)
    {
        try
        {
            var labels = await _store.DescribeAsync(secret.Id, cancellationToken).ConfigureAwait(false);
            var entry = await EntryOfAsync(labels, await LookUpAsync(secret.Id, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return entry.ToMember(environment.Clock.GetUtcNow(), ignoresOtherWriter);
        }
        catch (RotationException failure)
        {
            return secret with { Failure = failure };
        }
    }

    /// <summary>Twenty secrets, or fewer where the list is at its end, or breaks off: what was found by then is not lost.</summary>
    private static async Task<List<SecretDescription>> TakeBatchAsync(ChannelReader<SecretDescription> listed, CancellationToken cancellationToken)
    {
        var batch = new List<SecretDescription>(SecretRules.MaxBatch);
        while (batch.Count < SecretRules.MaxBatch && await GoesOnAsync(listed, cancellationToken).ConfigureAwait(false))
        {
            while (batch.Count < SecretRules.MaxBatch && listed.TryRead(out var secret))
            {
                batch.Add(secret);
            }
        }

        return batch;
    }

    private static async Task<bool> GoesOnAsync(ChannelReader<SecretDescription> listed, CancellationToken cancellationToken)
    {
        try
        {
            return await listed.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException)
        {
            // Whoever asks for the next batch hears of it.
            return false;
        }
    }

    /// <summary>Lists into a channel; what goes wrong there goes wrong for whoever reads it.</summary>
    private async Task ListAsync(FleetQuery query, ChannelWriter<SecretDescription> listed, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var secret in _store.ListAsync(query.Filters, cancellationToken).ConfigureAwait(false))
            {
                if (secret.DeletedDate is null && query.IsWanted(secret) && query.Shard?.Has(secret.Arn) is not false)
                {
                    Interlocked.Increment(ref _found);
                    await listed.WriteAsync(secret, cancellationToken).ConfigureAwait(false);
                }
            }

            _isListed = true;
            listed.Complete();
        }
        catch (Exception failure)
        {
            listed.Complete(failure);
        }
    }

    private async Task<IReadOnlyList<FleetEntry>> ReadAsync(IReadOnlyList<SecretDescription> secrets, CancellationToken cancellationToken)
    {
        var entries = new List<FleetEntry>(secrets.Count);
        var values = await LookUpAsync([.. secrets.Select(secret => new SecretId(secret.Arn))], cancellationToken).ConfigureAwait(false);
        foreach (var (secret, found) in secrets.Zip(values))
        {
            entries.Add(await EntryOfAsync(secret, found, cancellationToken).ConfigureAwait(false));
        }

        return entries;
    }

    private async Task<FleetEntry> EntryOfAsync(SecretDescription secret, SecretLookup found, CancellationToken cancellationToken)
    {
        if (found.Value is not { } value)
        {
            return new FleetEntry(secret, null, null, found.Failure);
        }

        try
        {
            var overview = SecretOverview.Of(value, secret, environment.Clock.GetUtcNow());
            environment.Targets.For(overview.Engine);
            if (overview.Unfinished is not null)
            {
                // A listing may lag by minutes, and tell of a rotation that has long been finished.
                secret = await _store.DescribeAsync(found.Id, cancellationToken).ConfigureAwait(false);
                overview = SecretOverview.Of(value, secret, environment.Clock.GetUtcNow());
            }

            return new FleetEntry(secret, value, overview, overview.Damage);
        }
        catch (Exception error) when (OneSecret.IsToBlameFor(error, cancellationToken))
        {
            return new FleetEntry(secret, value, null, FailureOf(secret.Name, error));
        }
    }

    private async Task<IReadOnlyList<SecretLookup>> LookUpAsync(IReadOnlyList<SecretId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count > 1 && _mayReadBatches)
        {
            try
            {
                return await _store.GetValuesAsync(ids, cancellationToken).ConfigureAwait(false);
            }
            catch (RotationException denied) when (denied.Kind is FailureKind.AccessDenied)
            {
                // Batches need a permission of their own, and reading one by one does not.
                _mayReadBatches = false;
            }
            catch (RotationException refused) when (refused.Kind is FailureKind.InvalidParameter or FailureKind.InvalidRequest or FailureKind.ResourceNotFound or FailureKind.AnswerNotUnderstood)
            {
                // One of the twenty is to blame, or a store that knows no batches; read one by one, each speaks for itself.
            }
            catch (RotationException failure)
            {
                return [.. ids.Select(id => new SecretLookup(id, null, failure))];
            }
            catch (Exception unforeseen) when (OneSecret.IsToBlameFor(unforeseen, cancellationToken))
            {
                // Nobody knows which of the twenty it is; it is that one's when they are read one by one.
            }
        }

        var found = new List<SecretLookup>(ids.Count);
        foreach (var id in ids)
        {
            found.Add(await LookUpAsync(id, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    private async Task<SecretLookup> LookUpAsync(SecretId id, CancellationToken cancellationToken)
    {
        try
        {
            return new SecretLookup(id, await _store.GetValueAsync(id, VersionReference.Current, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception error) when (OneSecret.IsToBlameFor(error, cancellationToken))
        {
            return new SecretLookup(id, null, FailureOf(id.Value, error));
        }
    }

    private static RotationException FailureOf(string secret, Exception error) =>
        error as RotationException ?? RotationFailures.UnexpectedInReading(secret, error);
}
