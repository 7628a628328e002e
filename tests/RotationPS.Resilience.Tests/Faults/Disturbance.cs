using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Resilience.Tests.Stage;
using RotationPS.Servers;

namespace RotationPS.Resilience.Tests.Faults;

/// <summary>A rotation that something disturbs, and what must hold after it and after the next one.</summary>
internal sealed class Disturbance(Scene scene, SecretId secret, FaultTally tally)
{
    // Two rotations say the same in nearly as many bytes: numbers and times have more digits or fewer.
    private const int SpareBytes = 40;

    /// <summary>What went wrong, for the message of an assertion that fails.</summary>
    public required string Fault { get; init; }

    /// <summary>How the disturbed run may fail.</summary>
    public required IReadOnlySet<FailureKind> Kinds { get; init; }

    /// <summary>Rotates while disturbed, and asserts that it cost no credential and told clearly what was wrong.</summary>
    /// <param name="rotate">Runs the rotation.</param>
    public async Task<RotationOutcome> RunAsync(Func<Task<RotationOutcome>> rotate)
    {
        var passwords = await PasswordsAsync();
        var outcome = await rotate();
        tally.Hit(outcome);
        passwords.UnionWith(await PasswordsAsync());
        if (outcome.Failure is { } failure)
        {
            AssertClear(failure, passwords);
        }

        await AssertNotLostAsync(outcome);
        return outcome;
    }

    /// <summary>Rotates once more, undisturbed, and asserts that nobody's help was needed.</summary>
    /// <param name="rotate">Runs the rotation.</param>
    public async Task<RotationOutcome> CompleteAsync(Func<Task<RotationOutcome>> rotate)
    {
        var outcome = await rotate();
        tally.NextRun(outcome.Status);
        Assert.True(
            outcome.Status is RotationStatus.Rotated or RotationStatus.Resumed,
            $"{Fault}: the next run ended as {outcome.Status}. {outcome.Failure?.Message}");
        await scene.AssertSettledAsync(secret);
        return outcome;
    }

    /// <summary>Asserts that the fault has happened, or would have just after the last byte.</summary>
    public void AssertStruck(Proxied proxied, ProxyFault fault)
    {
        if (!proxied.HasStruck)
        {
            tally.Missed();
            var connection = proxied.Connections.ElementAtOrDefault(fault.Connection);
            Assert.True(
                connection is not null && fault.Position - connection.Bytes(fault.Direction).Length <= SpareBytes,
                $"{fault}: did not happen.");
        }
    }

    private void AssertClear(RotationException failure, IEnumerable<string> passwords)
    {
        Assert.True(Enum.IsDefined(failure.Kind) && Kinds.Contains(failure.Kind), $"{Fault}: failed with {failure.Kind}. {failure.Message}");
        Assert.True(failure.NextStep.Length > 0 && failure.Message.EndsWith(failure.NextStep, StringComparison.Ordinal), $"{Fault}: no next step. {failure.Message}");
        Assert.DoesNotContain(" at RotationPS.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        var everything = failure.ToString();
        Assert.True(!passwords.Any(everything.Contains), $"{Fault}: the error holds a password.");
    }

    /// <summary>
    /// AWSCURRENT logs in; for a single user it is AWSPENDING that does where the run has got as far as the server. The
    /// server may still be doing what it was asked for, so the former password is tried first.
    /// </summary>
    private async Task AssertNotLostAsync(RotationOutcome outcome)
    {
        var current = await scene.CurrentAsync(secret);
        if (await scene.LogsInAsync(current.Document))
        {
            return;
        }

        var mayBePending = outcome is { Failure: not null, Strategy: RotationStrategy.SingleUser };
        var pending = mayBePending ? await scene.FindAsync(secret, StageLabel.Pending) : null;
        if (pending is null || !await scene.LogsInAsync(pending.Document))
        {
            tally.Lost();
            Assert.Fail($"{Fault}: neither AWSCURRENT nor a pending version of '{secret}' logs in.");
        }
    }

    private async Task<HashSet<string>> PasswordsAsync()
    {
        var passwords = new HashSet<string> { (await scene.CurrentAsync(scene.Superuser)).Document.Password.Reveal() };
        foreach (var label in new[] { StageLabel.Current, StageLabel.Pending, StageLabel.Previous })
        {
            if (await scene.FindAsync(secret, label) is { } version)
            {
                passwords.Add(version.Document.Password.Reveal());
            }
        }

        return passwords;
    }
}
