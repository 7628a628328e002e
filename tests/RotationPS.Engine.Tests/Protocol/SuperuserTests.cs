using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Tests.Scenes;
using Xunit;

namespace RotationPS.Engine.Tests.Protocol;

public sealed class SuperuserTests
{
    [Theory]
    [InlineData("host", "other.example.com", "other.example.com:5432")]
    [InlineData("port", "5433", "db.example.com:5433")]
    public async Task A_superuser_of_another_server_is_refused_and_logs_in_nowhere(string key, string value, string named)
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.Superuser, json => json[key] = value);
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.SuperuserElsewhere, outcome.Failure!.Kind);
        Assert.Contains(named, outcome.Failure.Message);
        Assert.Equal(before, await scene.StateAsync());
        Assert.DoesNotContain("boss", scene.Target.Logins.Select(login => login.User));
    }

    [Fact]
    public async Task An_account_that_names_another_server_than_its_superuser_does_not_get_the_superusers_password_there()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json => json["host"] = "evil.example.com");
        var process = scene.NewProcess();

        var outcome = await process.RotateAsync();

        Assert.Equal(FailureKind.SuperuserElsewhere, outcome.Failure!.Kind);
        Assert.DoesNotContain(process.Target.Logins, login => login.User.Value == "boss");
    }

    [Fact]
    public async Task The_host_is_compared_without_case()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.Superuser, json => json["host"] = "DB.Example.COM");

        Assert.Equal(RotationStatus.Rotated, (await scene.RotateAsync()).Status);
    }

    [Fact]
    public async Task A_superuser_of_another_engine_is_refused()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.Superuser, json => json["engine"] = "other");

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.SuperuserElsewhere, outcome.Failure!.Kind);
        Assert.Contains("engine 'other'", outcome.Failure.Message);
    }

    [Fact]
    public async Task A_superuser_of_an_unknown_engine_is_refused()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.Superuser, json => json["engine"] = "sybase");

        Assert.Equal(FailureKind.EngineUnknown, (await scene.RotateAsync()).Failure!.Kind);
    }

    [Theory]
    [InlineData("app")]
    [InlineData("app_clone")]
    public async Task A_superuser_that_is_one_of_the_two_accounts_is_refused(string user)
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.Superuser, json => json["username"] = user);
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.SuperuserIsAccount, outcome.Failure!.Kind);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_missing_secret_of_the_superuser_is_named_with_the_key_that_names_it()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.App, json => json["masterarn"] = "prod/nobody");

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.ResourceNotFound, outcome.Failure!.Kind);
        Assert.Contains("'masterarn'", outcome.Failure.Message);
        Assert.Contains("'prod/nobody'", outcome.Failure.Message);
    }

    [Fact]
    public async Task A_superuser_without_rights_is_refused_before_anything_changes()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("boss")!.IsSuperuser = false;
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.PermissionDenied, outcome.Failure!.Kind);
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_superuser_whose_secret_is_rotated_at_this_very_moment_is_read_once_more()
    {
        var scene = await Scene.AlternatingAsync();
        var process = scene.NewProcess();
        var isRotated = false;
        process.Hooks.Before = async call =>
        {
            if (!isRotated && call is { Operation: "Target.LogIn", About: "boss" })
            {
                isRotated = true;
                scene.Target.Find("boss")!.Password = "newer-password-of-the-superuser";
                await scene.EditAsync(scene.Superuser, json => json["password"] = "newer-password-of-the-superuser");
            }
        };

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal([false, true], scene.Target.Logins.Where(login => login.User == "boss").Select(login => login.Succeeded));
    }

    [Fact]
    public async Task A_superuser_whose_own_rotation_is_between_set_and_finish_logs_in_with_its_pending_version()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.PutPendingAsync(scene.Superuser, Scene.Id("pending"), json => json["password"] = "newer-password-of-the-superuser");
        scene.Target.Find("boss")!.Password = "newer-password-of-the-superuser";

        var outcome = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal([false, true], scene.Target.Logins.Where(login => login.User == "boss").Select(login => login.Succeeded));
    }

    [Fact]
    public async Task A_superuser_whose_own_rotation_finishes_while_its_labels_are_read_is_read_once_more()
    {
        var scene = await Scene.AlternatingAsync();
        var process = scene.NewProcess();
        process.Hooks.Before = async call =>
        {
            if (call is { Operation: "Target.LogIn", About: "boss" } && scene.Target.Logins.All(login => login.User != "boss"))
            {
                scene.Target.Find("boss")!.Password = "newer-password-of-the-superuser";
            }
            else if (call.Operation == "Store.GetValue" && call.About.Contains("AWSPENDING", StringComparison.Ordinal))
            {
                await scene.EditAsync(scene.Superuser, json => json["password"] = "newer-password-of-the-superuser");
            }
        };

        var outcome = await process.RotateAsync();

        Assert.Equal(RotationStatus.Rotated, outcome.Status);
        Assert.Equal([false, true], scene.Target.Logins.Where(login => login.User == "boss").Select(login => login.Succeeded));
    }

    [Theory]
    [InlineData("another-wrong-one", "boss", 2)]
    [InlineData("another-wrong-one", "somebody", 1)]
    public async Task A_pending_version_of_a_superuser_is_tried_once_and_only_for_the_same_account(string password, string user, int tries)
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("boss")!.Password = "changed by hand";
        await scene.PutPendingAsync(scene.Superuser, Scene.Id("pending"), json => (json["username"], json["password"]) = (user, password));

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.LoginFailed, outcome.Failure!.Kind);
        Assert.Contains("superuser of the secret 'prod/superuser'", outcome.Failure.Message);
        Assert.Equal(tries, scene.Target.Logins.Count(login => login.User is "boss" or "somebody"));
    }

    [Fact]
    public async Task A_superuser_whose_password_is_wrong_is_tried_once_and_named()
    {
        var scene = await Scene.AlternatingAsync();
        scene.Target.Find("boss")!.Password = "changed by hand";
        var before = await scene.StateAsync();

        var outcome = await scene.RotateAsync();

        Assert.Equal(FailureKind.LoginFailed, outcome.Failure!.Kind);
        Assert.Contains("superuser of the secret 'prod/superuser'", outcome.Failure.Message);
        Assert.Contains("The server refused the password of 'boss'.", outcome.Failure.Message);
        Assert.Single(scene.Target.Logins, login => login.User == "boss");
        Assert.Equal(before, await scene.StateAsync());
    }

    [Fact]
    public async Task A_secret_with_a_user_name_and_a_password_only_stands_for_the_accounts_own_server()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.Superuser, json =>
        {
            json.Clear();
            json["username"] = "boss";
            json["password"] = Scene.SuperuserPassword;
        });
        var process = scene.NewProcess();

        Assert.Equal(RotationStatus.Rotated, (await process.RotateAsync()).Status);

        var login = process.Target.Logins.Single(login => login.User.Value == "boss");
        Assert.Equal(new Engine.Accounts.ServerAddress("db.example.com", 5432, "shop", null), login.Server);
    }

    [Fact]
    public async Task The_superuser_works_in_the_accounts_database_where_the_accounts_lock_is()
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.Superuser, json => json["dbname"] = "postgres");
        var process = scene.NewProcess();

        await process.RotateAsync();

        Assert.Equal("shop", process.Target.Logins.Single(login => login.User.Value == "boss").Server.Database);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, true, true)]
    [InlineData(null, false, null)]
    [InlineData(true, null, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    [InlineData(false, null, false)]
    public async Task The_superusers_TLS_is_never_weakened_by_the_accounts_secret(bool? superusers, bool? accounts, bool? used)
    {
        var scene = await Scene.AlternatingAsync();
        await scene.EditAsync(scene.Superuser, json => json["ssl"] = superusers);
        await scene.EditAsync(scene.App, json => json["ssl"] = accounts);
        var process = scene.NewProcess();

        await process.RotateAsync();

        Assert.Equal(used, process.Target.Logins.Single(login => login.User.Value == "boss").Server.Ssl);
    }
}
