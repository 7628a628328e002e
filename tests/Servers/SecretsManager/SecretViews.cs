using System.Collections.Concurrent;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Servers.SecretsManager;

/// <summary>Looks secrets up in the store and adds what the endpoint itself knows of them.</summary>
internal sealed class SecretViews(ISecretStore store)
{
    private readonly ConcurrentDictionary<string, SecretState> _states = new(StringComparer.Ordinal);

    public SecretState State(string name) => _states.GetOrAdd(name, _ => new SecretState());

    /// <summary>The secret as it is; deleted without recovery is the same as never there.</summary>
    public async Task<SecretView> FindAsync(SecretId id) => await TryFindAsync(id) ?? throw ServiceErrors.SecretNotFound();

    public async Task<SecretView?> TryFindAsync(SecretId id)
    {
        try
        {
            var secret = await store.DescribeAsync(id, CancellationToken.None);
            var state = State(secret.Name);
            return state.IsGone ? null : await SecretView.ReadAsync(store, secret, state, CancellationToken.None);
        }
        catch (RotationException failure) when (failure.Kind is FailureKind.ResourceNotFound)
        {
            return null;
        }
    }

    /// <summary>The secret as a read sees it, which may not know of the last write yet.</summary>
    public async Task<SecretView> ReadAsync(SecretId id)
    {
        var view = await FindAsync(id);
        return view.State.TakeStale(out var before) ? before ?? throw ServiceErrors.SecretNotFound() : view;
    }

    /// <summary>The secret as a write sees it, which a deleted one and a replica do not allow.</summary>
    public async Task<SecretView> FindForWriteAsync(SecretId id, string region)
    {
        var view = await FindAsync(id);
        if (view.State.DeletedDate is not null)
        {
            throw ServiceErrors.MarkedForDeletion();
        }

        return view.State.PrimaryRegion is { } primary && primary != region ? throw ServiceErrors.Replica() : view;
    }

    public async Task<IReadOnlyList<SecretView>> ListAsync(SecretListing listing)
    {
        var views = new List<SecretView>();
        await foreach (var secret in store.ListAsync(listing.StoreFilters, CancellationToken.None))
        {
            var view = SecretView.OfListed(secret, State(secret.Name));
            if (!view.State.IsGone && listing.Fits(view))
            {
                views.Add(view);
            }
        }

        return listing.Sort(views);
    }
}
