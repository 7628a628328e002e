using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Tests.Cmdlets;

/// <summary>All that a store holds, so that two moments can be compared.</summary>
internal static class EveryVersion
{
    /// <summary>Every version of every secret, those without a label included.</summary>
    public static async Task<IReadOnlyList<SecretValue>> OfAsync(ISecretStore store, CancellationToken cancellationToken)
    {
        var values = new List<SecretValue>();
        await foreach (var secret in store.ListAsync([], cancellationToken))
        {
            foreach (var version in await store.ListVersionsAsync(new SecretId(secret.Arn), includeDeprecated: true, cancellationToken))
            {
                values.Add(await store.GetValueAsync(new SecretId(secret.Arn), VersionReference.Of(version.VersionId), cancellationToken));
            }
        }

        return values;
    }

    /// <summary>The passwords in versions; one whose value is no credentials has none.</summary>
    public static IReadOnlyList<string> Passwords(IEnumerable<SecretValue> values)
    {
        var passwords = new HashSet<string>();
        foreach (var value in values)
        {
            try
            {
                passwords.Add(SecretDocument.ParseCredentials(value.Text).Password.Reveal());
            }
            catch (RotationException)
            {
                continue;
            }
        }

        return [.. passwords];
    }

    /// <summary>A version as a line with its labels, its date and its value.</summary>
    public static string Line(SecretValue value)
    {
        var labels = value.Version.Labels.Select(label => label.Value).Order(StringComparer.Ordinal);
        return $"{value.Version.Name} {value.Version.VersionId} {string.Join(',', labels)} {value.Version.CreatedDate:O} {value.Text.Reveal()}";
    }
}
