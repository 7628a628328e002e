using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Secrets;

namespace RotationPS.Completers;

/// <summary>
/// Offers the names of secrets, from the store that the command line and <c>$PSDefaultParameterValues</c> name. It lists
/// names and reads no value, with one call at the most, and offers nothing where that fails or takes long.
/// </summary>
internal sealed class SecretIdCompleter : IArgumentCompleter
{
    // One page of a listing; nobody reads more.
    private const int MostNames = 100;

    // Longer than that nobody waits for a key that he has pressed.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            // Variables are read on the pipeline's own thread; the store answers on others.
            var store = new SessionValues(commandName, fakeBoundParameters).Open();
            var names = Task.Run(() => NamesAsync(store, CompletionText.Typed(wordToComplete)));
            return CompletionText.Matching(names.GetAwaiter().GetResult(), wordToComplete);
        }
        catch (Exception failure) when (failure is RotationException or OperationCanceledException or RuntimeException)
        {
            return [];
        }
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(ISecretStore store, string prefix)
    {
        using var opened = store as IDisposable;
        using var timeout = new CancellationTokenSource(_patience);
        IReadOnlyList<SecretFilter> filters = prefix.Length == 0 ? [] : [new SecretFilter(SecretFilterKey.Name, [prefix])];
        var names = new List<string>();
        await foreach (var secret in store.ListAsync(filters, timeout.Token).ConfigureAwait(false))
        {
            names.Add(secret.Name);
            if (names.Count == MostNames)
            {
                break;
            }
        }

        return [.. names.Order(StringComparer.OrdinalIgnoreCase)];
    }
}
