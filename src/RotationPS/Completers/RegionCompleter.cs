using RotationPS.Stores.SecretsManager;

namespace RotationPS.Completers;

/// <summary>Offers the Regions that the AWS SDK knows. One that it does not know yet may be typed all the same.</summary>
internal sealed class RegionCompleter : TextCompleter
{
    protected override IEnumerable<string> Texts => SecretsManagerSession.KnownRegions;
}
