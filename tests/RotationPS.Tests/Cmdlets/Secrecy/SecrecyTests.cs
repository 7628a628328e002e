using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Secrecy;

/// <summary>
/// A password is in the vault, in the server as a verifier, and in a PSCredential; nowhere else. Whatever state a secret,
/// its accounts, the server or the vault is in, every cmdlet is run on it, and all that can be read is searched.
/// </summary>
public sealed class SecrecyTests(CmdletServer server) : CmdletTests(server)
{
    // The byte of SQLite's file header that says what may write to it: https://www.sqlite.org/fileformat.html#file_format_version_numbers
    private const int WriteVersionOffset = 18;

    // A password that is nobody's.
    private readonly string _word = RandomNumberGenerator.GetHexString(24);

    [Fact]
    public void Every_cmdlet_has_a_line()
    {
        Assert.Empty(new CarelessSession(Session, Folder).Cmdlets.Except(CmdletLines.All.Select(entry => entry.Cmdlet)));
        Assert.All(CmdletLines.All, entry => Assert.Contains($"{entry.Cmdlet} ", entry.Line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Nothing_is_heard_on_a_good_day(bool alternating) => ListenAsync(null, alternating, () => Task.CompletedTask);

    [Fact]
    public Task Nothing_is_heard_before_the_first_rotation() => ListenAsync("PreviousUnusable", alternating: true, () => Task.CompletedTask, rotations: 0);

    [Theory]
    [InlineData("LoginFailed", "ALTER ROLE APP PASSWORD NULL; ALTER ROLE APP_clone PASSWORD NULL")]
    [InlineData("LoginFailed", "ALTER ROLE ADMIN PASSWORD NULL")]
    [InlineData("AccountLocked", "ALTER ROLE APP NOLOGIN; ALTER ROLE APP_clone NOLOGIN")]
    [InlineData("AccountLocked", "ALTER ROLE ADMIN NOLOGIN")]
    [InlineData("AccountExpired", "ALTER ROLE APP VALID UNTIL '2020-01-01'")]
    [InlineData("PermissionDenied", "ALTER ROLE ADMIN NOSUPERUSER")]
    [InlineData("CloneNotOurs", "COMMENT ON ROLE APP_clone IS 'theirs'")]
    [InlineData("RightsDiffer", "ALTER ROLE ADMIN NOSUPERUSER CREATEROLE; ALTER ROLE APP BYPASSRLS")]
    public Task Nothing_is_heard_when_accounts_are_changed_by_hand(string kind, string statements) =>
        ListenAsync(kind, alternating: true, () => ChangeByHandAsync(statements));

    [Theory]
    [InlineData("LoginFailed", "ALTER ROLE APP PASSWORD NULL")]
    [InlineData("AccountLocked", "ALTER ROLE APP NOLOGIN")]
    public Task Nothing_is_heard_when_a_single_users_account_is_changed_by_hand(string kind, string statements) =>
        ListenAsync(kind, alternating: false, () => ChangeByHandAsync(statements));

    [Fact]
    public Task Nothing_is_heard_when_the_clone_in_use_is_dropped() =>
        ListenAsync("AccountNotFound", alternating: true, () => ChangeByHandAsync("DROP ROLE APP_clone"), rotations: 1);

    // The connection that sets the password leaves none to test it with.
    [Fact]
    public Task Nothing_is_heard_when_the_new_password_cannot_be_tested() =>
        ListenAsync("Busy", alternating: false, () => ChangeByHandAsync("ALTER ROLE APP CONNECTION LIMIT 1"));

    [Theory]
    [InlineData("Unreachable", """{"port":1}""")]
    [InlineData("TlsRefused", """{"ssl":true}""")]
    [InlineData("SuperuserElsewhere", """{"host":"localhost"}""")]
    [InlineData("SecretKeyInvalid", """{"password":["WORD"]}""")]
    [InlineData("SecretKeyInvalid", """{"ssl":"WORD"}""")]
    [InlineData("PortOutOfRange", """{"port":"WORD"}""")]
    [InlineData("SecretKeyWrongCase", """{"password":null,"Password":"WORD"}""")]
    public Task Nothing_is_heard_when_AWSCURRENT_is_edited(string kind, string edit) =>
        ListenAsync(kind, alternating: true, () => EditAsync(edit, "AWSCURRENT"));

    [Theory]
    [InlineData("SecretNotJson", "WORD")]
    [InlineData("SecretNotJson", """{"engine":"postgres","password":"WORD" """)]
    [InlineData("SecretNotJson", """["WORD"]""")]
    [InlineData("SecretKeyMissing", """{"word":"WORD"}""")]
    public Task Nothing_is_heard_when_AWSCURRENT_is_something_else(string kind, string text) =>
        ListenAsync(kind, alternating: true, () => Contents.PutAsync("app", Fill(text), ["AWSCURRENT"], Cancellation));

    [Theory]
    [InlineData("PendingForeign", """{"username":"ADMIN","password":"WORD"}""")]
    [InlineData("PendingInUse", """{"username":"ADMIN","password":"SUPERWORD"}""")]
    [InlineData("RotationUnfinished", """{"password":"WORD"}""")]
    [InlineData("SecretKeyInvalid", """{"password":["WORD"]}""")]
    public Task Nothing_is_heard_when_a_pending_version_is_there(string kind, string edit) =>
        ListenAsync(kind, alternating: true, () => EditAsync(edit, "AWSPENDING"));

    [Theory]
    [InlineData("RotationUnfinished")]
    [InlineData("LoginFailed")]
    public Task Nothing_is_heard_when_a_single_user_is_left_between_two_passwords(string kind) => ListenAsync(kind, alternating: false, async () =>
    {
        await EditAsync("""{"password":"WORD"}""", "AWSPENDING");
        await ChangeByHandAsync("ALTER ROLE APP PASSWORD NULL");
    });

    [Theory]
    [InlineData("VaultInaccessible", WriteVersionOffset, 3)]
    [InlineData("VaultDamaged", 0, 0)]
    public async Task Nothing_is_heard_when_the_vault_cannot_be_written_or_read(string kind, int offset, byte value)
    {
        byte before = 0;
        await ListenAsync(
            kind,
            alternating: true,
            () => Task.FromResult(before = Overwrite(offset, value)),
            () => Task.FromResult(Overwrite(offset, before)));
    }

    private async Task ListenAsync(string? kind, bool alternating, Func<Task> change, Func<Task>? mend = null, int rotations = 2)
    {
        MakeSecret(alternating);
        Run(alternating ? string.Empty : "New-RotatedSecret admin @server -Account $admin");
        Run("for ($i = 0; $i -lt $args[0]; $i++) { Invoke-SecretRotation app @vault }", rotations);
        Session.SetVariable("wrong", Credential(App, _word));
        Session.SetVariable("made", $"made_{Tag}");
        var eavesdropper = await Eavesdropper.StartAsync(Session, Server, Folder);
        await change();

        await eavesdropper.RunEveryCmdletAsync(kind);

        await (mend?.Invoke() ?? Task.CompletedTask);
        await eavesdropper.AssertHeardNothingAsync([.. await Contents.PasswordsAsync(Cancellation), AppPassword, AdminPassword, _word]);
    }

    private Task ChangeByHandAsync(string statements) => Server.ExecuteAsync(FillNames(statements));

    /// <summary>Makes another version of the secret from AWSCURRENT; a key that becomes null goes.</summary>
    private async Task EditAsync(string changes, string label)
    {
        var json = JsonNode.Parse(await Contents.CurrentAsync("app", Cancellation))!.AsObject();
        foreach (var (key, value) in JsonNode.Parse(Fill(changes))!.AsObject())
        {
            json.Remove(key);
            if (value is not null)
            {
                json.Add(key, value.DeepClone());
            }
        }

        await Contents.PutAsync("app", json.ToJsonString(), [label], Cancellation);
    }

    private string Fill(string text) => FillNames(text)
        .Replace("SUPERWORD", AdminPassword, StringComparison.Ordinal)
        .Replace("WORD", _word, StringComparison.Ordinal);

    private string FillNames(string text) => text
        .Replace("ADMIN", Admin, StringComparison.Ordinal)
        .Replace("APP", App, StringComparison.Ordinal);

    /// <summary>Changes a byte of the vault's database, and gives what it was.</summary>
    private byte Overwrite(int offset, byte value)
    {
        using var file = new FileStream(Path.Combine(VaultPath, "vault.db"), FileMode.Open);
        file.Position = offset;
        var before = (byte)file.ReadByte();
        file.Position = offset;
        file.WriteByte(value);
        return before;
    }
}
