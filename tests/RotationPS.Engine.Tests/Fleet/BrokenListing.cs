using System.Runtime.CompilerServices;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes.Broken;

namespace RotationPS.Engine.Tests.Fleet;

/// <summary>A store whose listing breaks off.</summary>
/// <param name="inner">The store.</param>
/// <param name="after">How many secrets it lists before.</param>
internal sealed class BrokenListing(ISecretStore inner, int after) : ForwardingStore(inner)
{
    public override async IAsyncEnumerable<SecretDescription> ListAsync(
        IReadOnlyList<SecretFilter> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = after;
        await foreach (var secret in base.ListAsync(filters, cancellationToken))
        {
            if (left-- == 0)
            {
                throw new RotationException(FailureKind.AccessDenied, "Nobody may list any further.", "Allow it.");
            }

            yield return secret;
        }
    }
}
