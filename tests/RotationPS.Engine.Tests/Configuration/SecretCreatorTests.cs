using RotationPS.Engine.Accounts;
using RotationPS.Engine.Configuration;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Engine.Tests.Scenes;
using RotationPS.Fakes;
using Xunit;

namespace RotationPS.Engine.Tests.Configuration;

public sealed class SecretCreatorTests
{
    private const string Password = "password-of-the-report";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_of_an_account_that_exists_is_made_once_its_login_is_proven()
    {
        var scene = await SceneAsync();

        var made = await CreateAsync(scene, Existing with { Description = "The report", Tags = new Dictionary<string, string> { ["team"] = "shop" } });

        Assert.Equal("prod/report", made.Name);
        Assert.Equal([StageLabel.Current], made.Labels);
        var document = await DocumentAsync(scene);
        Assert.Equal("postgres", document.Engine);
        Assert.Equal("db.example.com", document.Host);
        Assert.Equal(5432, document.Port);
        Assert.Equal("postgres", document.Database);
        Assert.Equal("report", document.UserName.Value);
        Assert.Equal(Password, document.Password.Reveal());
        Assert.Null(document.SuperuserSecretId);
        Assert.Equal([new LoginAttempt("report", true)], scene.Target.Logins);
        var description = await scene.Store.DescribeAsync(ReportSecret, Cancellation);
        Assert.Equal("The report", description.Description);
        Assert.Equal("shop", description.Tags["team"]);
    }

    [Fact]
    public async Task What_the_request_says_of_the_server_is_in_the_secret()
    {
        var scene = await SceneAsync();

        await CreateAsync(scene, Existing with { Port = 6543, Database = "shop", Ssl = true });

        Assert.Equal(new ServerAddress("db.example.com", 6543, "shop", true), (await DocumentAsync(scene)).ServerFor(scene.Target));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_holds_two_passwords_goes_on_with_the_former_one(bool creates)
    {
        var scene = await SceneAsync();
        var request = (creates ? Created(scene) : Existing) with { KeepsFormerPassword = true };
        await FailsAsync(scene, FailureKind.NotApplicable, request);
        scene.Target.KeepsLastPassword = true;

        await CreateAsync(scene, request);

        Assert.True((await DocumentAsync(scene)).DualPassword);
    }

    [Fact]
    public async Task Two_passwords_are_not_for_alternating_users()
    {
        var scene = await SceneAsync();
        scene.Target.KeepsLastPassword = true;

        await FailsAsync(scene, FailureKind.NotApplicable, Existing with { KeepsFormerPassword = true, SuperuserSecret = scene.Superuser, IsAlternating = true });
    }

    [Fact]
    public async Task A_wrong_password_makes_no_secret()
    {
        var scene = await SceneAsync();

        await FailsAsync(scene, FailureKind.LoginFailed, Existing with { Password = new Password("wrong") });
    }

    [Fact]
    public async Task A_superuser_makes_the_secret_alternating_where_that_is_asked_for()
    {
        var scene = await SceneAsync();

        await CreateAsync(scene, Existing with { SuperuserSecret = scene.Superuser, IsAlternating = true });

        var document = await DocumentAsync(scene);
        Assert.StartsWith("arn:", document.SuperuserSecretId!.Value);
        Assert.Null(document.CustomAccounts);
        Assert.Equal(["report", "boss"], scene.Target.Logins.Select(login => login.User).Order().Reverse());
        Assert.Equal("report_clone", (await RotateAsync(scene)).UserName!.Value);
    }

    [Fact]
    public async Task A_name_for_the_clone_is_kept()
    {
        var scene = await SceneAsync();

        await CreateAsync(scene, Existing with { SuperuserSecret = scene.Superuser, IsAlternating = true, CloneUser = new AccountName("understudy") });

        Assert.Equal("understudy", (await RotateAsync(scene)).UserName!.Value);
        Assert.Equal("report", (await RotateAsync(scene)).UserName!.Value);
    }

    [Fact]
    public async Task An_account_whose_name_ends_in__clone_alternates_as_the_base()
    {
        var scene = await SceneAsync();
        scene.Target.AddAccount("sheep_clone", Password);

        await CreateAsync(scene, Existing with { User = new AccountName("sheep_clone"), SuperuserSecret = scene.Superuser, IsAlternating = true });

        Assert.Equal("sheep_clone_clone", (await RotateAsync(scene)).UserName!.Value);
    }

    [Fact]
    public async Task An_account_is_created_together_with_its_secret()
    {
        var scene = await SceneAsync();

        await CreateAsync(scene, Created(scene));

        var document = await DocumentAsync(scene);
        Assert.Equal(32, document.Password.Reveal().Length);
        Assert.True(scene.Target.Accepts("newcomer", document.Password.Reveal()));
        Assert.Equal(0, scene.Target.OpenSessions);
    }

    [Fact]
    public async Task The_password_of_a_created_account_follows_the_policy()
    {
        var scene = await SceneAsync();

        await CreateAsync(scene, Created(scene) with { Passwords = new PasswordPolicy { Length = 20, ExcludePunctuation = true } });

        Assert.Matches("^[A-Za-z0-9]{20}$", (await DocumentAsync(scene)).Password.Reveal());
    }

    [Fact]
    public async Task A_created_account_may_alternate_from_the_start()
    {
        var scene = await SceneAsync();

        await CreateAsync(scene, Created(scene) with { IsAlternating = true });

        Assert.Equal("newcomer_clone", (await RotateAsync(scene)).UserName!.Value);
        Assert.Equal("newcomer", (await RotateAsync(scene)).UserName!.Value);
    }

    [Fact]
    public async Task No_account_is_made_where_the_store_refuses_the_secret()
    {
        var scene = await SceneAsync();

        await FailsAsync(scene, FailureKind.ResourceExists, Created(scene) with { Name = scene.App.Value });

        Assert.Null(scene.Target.Find("newcomer"));
    }

    [Theory]
    [InlineData(FailureKind.PolicyRejected)]
    [InlineData(FailureKind.PermissionDenied)]
    public async Task No_secret_is_made_where_the_server_refuses_the_account(FailureKind kind)
    {
        var scene = await SceneAsync();
        scene.Target.FailNext(TargetOperation.Create, kind);

        await FailsAsync(scene, kind, Created(scene));

        Assert.Null(scene.Target.Find("newcomer"));
    }

    [Fact]
    public async Task An_account_that_exists_is_not_created_again()
    {
        var scene = await SceneAsync();

        await FailsAsync(scene, FailureKind.AccountExists, Created(scene) with { User = new AccountName("report") });

        Assert.True(scene.Target.Accepts("report", Password));
    }

    [Fact]
    public async Task A_superuser_without_rights_is_refused_before_anything_is_made()
    {
        var scene = await SceneAsync();
        scene.Target.Find("boss")!.IsSuperuser = false;

        await FailsAsync(scene, FailureKind.PermissionDenied, Created(scene));
    }

    [Fact]
    public async Task A_superuser_of_another_server_is_refused()
    {
        var scene = await SceneAsync();

        await FailsAsync(scene, FailureKind.SuperuserElsewhere, Created(scene) with { Host = "other.example.com" });

        Assert.Empty(scene.Target.Logins);
    }

    [Fact]
    public async Task A_superuser_cannot_be_the_account()
    {
        var scene = await SceneAsync();

        await FailsAsync(scene, FailureKind.SuperuserIsAccount, Created(scene) with { User = new AccountName("boss") });
    }

    [Fact]
    public async Task An_unknown_engine_is_refused()
    {
        var scene = await SceneAsync();

        await FailsAsync(scene, FailureKind.EngineUnknown, Existing with { Engine = "sybase" });
    }

    [Fact]
    public async Task Names_that_are_too_long_are_refused_before_anybody_logs_in()
    {
        var scene = await SceneAsync();
        var longest = new AccountName(new string('ü', InMemoryTarget.NameLimit / 2));

        await FailsAsync(scene, FailureKind.NameTooLong, Existing with { User = new AccountName(longest.Value + "üü") });
        await FailsAsync(scene, FailureKind.NameTooLong, Existing with { User = longest, SuperuserSecret = scene.Superuser, IsAlternating = true });
        await FailsAsync(scene, FailureKind.LoginFailed, Existing with { User = longest });
        Assert.Single(scene.Target.Logins);
    }

    [Fact]
    public async Task What_contradicts_itself_is_refused_before_anybody_logs_in()
    {
        var scene = await SceneAsync();

        await FailsAsync(scene, FailureKind.NotApplicable, Existing with { IsAlternating = true });
        await FailsAsync(scene, FailureKind.NotApplicable, Existing with { Password = null });
        await FailsAsync(scene, FailureKind.NotApplicable, Existing with { CloneUser = new AccountName("understudy") });
        await FailsAsync(scene, FailureKind.NotApplicable, Existing with { SuperuserSecret = scene.Superuser, IsAlternating = true, CloneUser = Existing.User });
        Assert.Empty(scene.Target.Logins);
    }

    [Fact]
    public async Task A_port_out_of_range_is_refused()
    {
        var scene = await SceneAsync();

        await FailsAsync(scene, FailureKind.PortOutOfRange, Existing with { Port = 65536 });
    }

    [Theory]
    [InlineData("Check the keys 'username' and 'password' of the secret, and the VALID UNTIL.", "Check -Account, and the VALID UNTIL.")]
    [InlineData("Check the keys 'username', 'password' and 'dbname' of the secret.", "Check -Account and -Database.")]
    [InlineData("Start the server, or correct the keys 'host' and 'port' of the secret.", "Start the server, or correct -HostName and -Port.")]
    [InlineData("Set the key 'engine' of the secret to one of: a.", "Set -Engine to one of: a.")]
    [InlineData("Switch TLS on, or set '\"ssl\": false' in the secret where it is safe.", "Switch TLS on, or give -Ssl $false where it is safe.")]
    [InlineData("Take '\"ssl\": false' out of the secret.", "Leave -Ssl $false out.")]
    [InlineData("Correct the secret 'admin'.", "Correct the secret 'admin'.")]
    public async Task The_next_step_names_parameters_for_there_is_no_secret_yet_to_be_corrected(string ofASecret, string ofANewOne)
    {
        var scene = await SceneAsync();
        scene.Target.Before = (_, _) => throw new RotationException(FailureKind.Unreachable, "It failed.", ofASecret);

        var failure = await Assert.ThrowsAsync<RotationException>(() => CreateAsync(scene, Existing));

        Assert.Equal($"It failed. {ofANewOne}", failure.Message);
        Assert.Equal(FailureKind.Unreachable, failure.Kind);
    }

    [Fact]
    public async Task A_process_that_dies_at_any_call_leaves_no_account_without_a_secret()
    {
        var counting = await SceneAsync();
        var counter = counting.NewProcess();
        await counter.Creator.CreateAsync(Created(counting), Cancellation);
        for (var index = 0; index < counter.Hooks.Calls.Count; index++)
        {
            foreach (var afterTheEffect in new[] { false, true })
            {
                var scene = await SceneAsync();
                var process = scene.NewProcess();
                process.Hooks.DieAt(index, afterTheEffect);

                await Assert.ThrowsAsync<ProcessDiedException>(() => process.Creator.CreateAsync(Created(scene), Cancellation));

                Assert.True(scene.Target.Find("newcomer") is null || (await DocumentAsync(scene)).Password.Reveal() == scene.Target.Find("newcomer")!.Password);
            }
        }
    }

    private static SecretId ReportSecret { get; } = new("prod/report");

    private static NewSecretRequest Existing { get; } = new()
    {
        Name = ReportSecret.Value,
        Engine = "postgres",
        Host = "db.example.com",
        User = new AccountName("report"),
        Password = new Password(Password),
    };

    private static NewSecretRequest Created(Scene scene) =>
        Existing with { User = new AccountName("newcomer"), Password = null, SuperuserSecret = scene.Superuser };

    private static async Task<Scene> SceneAsync()
    {
        var scene = await Scene.SingleUserAsync();
        scene.Target.AddAccount("report", Password);
        return scene;
    }

    private static Task<StoredVersion> CreateAsync(Scene scene, NewSecretRequest request) =>
        scene.NewProcess().Creator.CreateAsync(request, Cancellation);

    private static async Task FailsAsync(Scene scene, FailureKind kind, NewSecretRequest request)
    {
        var accounts = scene.Target.AccountNames;

        var failure = await Assert.ThrowsAsync<RotationException>(() => CreateAsync(scene, request));

        Assert.Equal(kind, failure.Kind);
        Assert.Equal(accounts, scene.Target.AccountNames);
        Assert.Equal(0, scene.Target.OpenSessions);
        await Assert.ThrowsAsync<RotationException>(() => scene.Store.DescribeAsync(ReportSecret, Cancellation));
    }

    private static async Task<SecretDocument> DocumentAsync(Scene scene) =>
        SecretDocument.Parse((await scene.Store.GetValueAsync(ReportSecret, VersionReference.Current, Cancellation)).Text);

    private static Task<RotationOutcome> RotateAsync(Scene scene) =>
        new RotatingProcess(scene.Store, scene.Target, scene.Clock, ReportSecret).RotateAsync();
}
