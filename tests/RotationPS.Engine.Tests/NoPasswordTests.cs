using System.Collections;
using System.Reflection;
using System.Text.Json;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests;

/// <summary>No password, old or new, in anything the engine gives out or that others could print of it.</summary>
public sealed class NoPasswordTests
{
    private const string Marker = "marked-password";

    // Those that the engine answers with more than a report, and one that it does not know what to do about.
    private static readonly FailureKind[] Kinds =
    [
        FailureKind.LoginFailed, FailureKind.Busy, FailureKind.PolicyRejected, FailureKind.ResourceExists,
        FailureKind.ResourceNotFound, FailureKind.InvalidParameter, FailureKind.ServerError,
    ];

    public static TheoryData<RotationStrategy> Strategies => [.. Enum.GetValues<RotationStrategy>()];

    [Fact]
    public void Nothing_that_carries_a_password_shows_it()
    {
        var text = new SecretText($$"""{"engine":"postgres","host":"h","username":"app","password":"{{Marker}}"}""");
        var document = SecretDocument.Parse(text);
        var server = new ServerAddress("h", 5432, null, null);
        var password = new Password(Marker);
        var version = new SecretVersion("arn", "name", Scene.FirstVersion, [StageLabel.Current], Scene.Start);

        Assert.All(
            new object[]
            {
                text,
                document,
                password,
                document.LoginFor(new InMemoryTarget()),
                new Login(server, new AccountName("app"), password),
                new SecretValue(version, text),
                new SecretLookup(new SecretId("name"), new SecretValue(version, text), null),
                new NewSecret { Name = "name", Text = text, Token = Scene.FirstVersion },
                new NewSecretRequest { Name = "name", Engine = "postgres", Host = "h", User = new AccountName("app"), Password = password },
            },
            carrier =>
            {
                AssertShowsNone(carrier, [Marker]);
                Assert.DoesNotContain(Marker, JsonSerializer.Serialize(carrier, carrier.GetType()));
            });
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Nothing_that_a_rotation_gives_out_shows_a_password(RotationStrategy strategy)
    {
        var scene = await Scene.CreateAsync(strategy);
        var process = scene.NewProcess();
        var given = new List<object>();

        for (var rotation = 0; rotation < 3; rotation++)
        {
            given.Add(await process.PlanAsync());
            given.Add(await process.RotateAsync());
        }

        given.AddRange(process.Events);
        Assert.Contains(given, thing => thing is RotationEvent.StepStarted);
        var passwords = await PasswordsAsync(scene);
        Assert.Equal(5, passwords.Count);
        Assert.All(given, thing => AssertShowsNone(thing, passwords));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task No_failure_at_any_call_shows_a_password(RotationStrategy strategy)
    {
        var counter = (await Scene.CreateAsync(strategy)).NewProcess();
        await counter.RotateAsync();
        for (var index = 0; index < counter.Hooks.Calls.Count; index++)
        {
            foreach (var kind in Kinds)
            {
                var scene = await Scene.CreateAsync(strategy);
                var process = scene.NewProcess();
                process.Hooks.Before = call => call.Index == index ? throw new RotationException(kind, "The server fails.", "Try again.") : Task.CompletedTask;

                var outcome = await process.RotateAsync();

                var passwords = await PasswordsAsync(scene);
                AssertShowsNone(outcome, passwords);
                Assert.All(process.Events, reported => AssertShowsNone(reported, passwords));
                Assert.True(strategy is RotationStrategy.SingleUser || await scene.CurrentLogsInAsync());
            }
        }
    }

    private static async Task<List<string>> PasswordsAsync(Scene scene)
    {
        var passwords = new List<string> { Scene.SuperuserPassword };
        foreach (var version in await scene.VersionsAsync())
        {
            passwords.Add((await scene.DocumentAsync(version.VersionId))!.Password.Reveal());
        }

        return passwords;
    }

    private static void AssertShowsNone(object thing, IReadOnlyList<string> passwords)
    {
        var shown = new List<string>();
        Walk(thing, shown, []);
        Assert.All(passwords, password => Assert.All(shown, text => Assert.DoesNotContain(password, text)));
    }

    /// <summary>Everything a formatter could reach: texts of the thing, of its public properties and of theirs.</summary>
    private static void Walk(object? thing, List<string> shown, HashSet<object> seen)
    {
        if (thing is null || !seen.Add(thing))
        {
            return;
        }

        shown.Add(thing.ToString() ?? "");
        if (thing is string or MethodBase or Type)
        {
            return;
        }

        if (thing is IEnumerable items)
        {
            foreach (var item in items)
            {
                Walk(item, shown, seen);
            }
        }

        if (thing is Exception || thing.GetType().Assembly == typeof(Rotator).Assembly)
        {
            foreach (var property in thing.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
            {
                Walk(property.GetValue(thing), shown, seen);
            }
        }
    }
}
