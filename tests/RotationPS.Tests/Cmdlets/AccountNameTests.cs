using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>Names that PostgreSQL takes work, whatever is in them; those it would cut are refused before anything changes.</summary>
public sealed class AccountNameTests(CmdletServer server) : CmdletTests(server)
{
    // The mark in the names is where this test's tag goes, so that no other test has the same accounts.
    public static TheoryData<string> Names =>
    [
        "it's #",
        "the \"best\" #",
        "50% # %s %%",
        "#; DROP ROLE postgres; --",
        "Jürgen Ελλάδα 日本 #",
        "back\\slash #",
        "# ends with a backslash\\",
        "user@# example.com",
        "  # blanks around  ",
        "UPPER # case",
        "# line\nbreak",
        "$# {x} `y`",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Any_name_rotates_as_a_single_user(string name)
    {
        var user = await CreateAsync(name);

        Run("New-RotatedSecret app @server -Account $args[0]", Credential(user, AppPassword));
        Assert.Equal(user, Assert.Single(Run("Invoke-SecretRotation app @vault")).Text("UserName"));

        await AssertLogsInAsync(user);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Any_name_alternates(string name)
    {
        var user = await CreateAsync(name);

        Run("New-RotatedSecret admin @server -Account $admin");
        Run("New-RotatedSecret app @server -Account $args[0] -SuperuserSecretId admin", Credential(user, AppPassword));
        var users = Run("Invoke-SecretRotation app @vault -WhatIf; 1..3 | ForEach-Object { Invoke-SecretRotation app @vault }").Select(result => result.Text("UserName"));

        Assert.Equal([user + "_clone", user, user + "_clone"], users);
        await AssertLogsInAsync(user + "_clone");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Any_name_can_be_created(string name)
    {
        var user = Name(name);

        Run("New-RotatedSecret admin @server -Account $admin");
        Run("New-RotatedSecret app @server -UserName $args[0] -CreateAccount -SuperuserSecretId admin", user);

        await AssertLogsInAsync(user);
    }

    [Fact]
    public async Task A_name_of_63_bytes_rotates_as_a_single_user()
    {
        var user = await CreateAsync("#" + new string('x', 63 - Tag.Length));

        Run("New-RotatedSecret app @server -Account $args[0]; Invoke-SecretRotation app @vault", Credential(user, AppPassword));

        await AssertLogsInAsync(user);
    }

    // The suffix takes 6 of 63 bytes and the tag 8, so 49 are left; the next test has one letter more.
    [Theory]
    [InlineData("x", 49)]
    [InlineData("ü", 24)]
    public async Task A_name_whose_clone_just_fits_alternates(string letter, int count)
    {
        var user = await CreateAsync("#" + string.Concat(Enumerable.Repeat(letter, count)));

        Run("New-RotatedSecret admin @server -Account $admin");
        Run("New-RotatedSecret app @server -Account $args[0] -SuperuserSecretId admin; Invoke-SecretRotation app @vault", Credential(user, AppPassword));

        await AssertLogsInAsync(user + "_clone");
    }

    [Theory]
    [InlineData("x", 50)]
    [InlineData("ü", 25)]
    public async Task A_name_whose_clone_is_too_long_in_bytes_is_refused_before_anything_changes(string letter, int count)
    {
        var user = await CreateAsync("#" + string.Concat(Enumerable.Repeat(letter, count)));
        Session.SetVariable("long", Credential(user, AppPassword));
        Run("New-RotatedSecret admin @server -Account $admin; New-RotatedSecret single @server -Account $long");
        await Contents.AddAsync(
            "app",
            $$"""{"engine":"postgres","host":"{{Server.Host}}","port":{{Server.Port}},"username":"{{user}}","password":"{{AppPassword}}","masterarn":"admin"}""",
            Cancellation);
        var before = await StateAsync();

        var message = Refusal.Assert(Try("New-RotatedSecret new @server -Account $long -SuperuserSecretId admin"), "NameTooLong", "NewRotatedSecret", "new");
        Refusal.Assert(Try("Invoke-SecretRotation app @vault"), "NameTooLong", "InvokeSecretRotation", "app");
        Refusal.Assert(Try("Set-AlternatingRotation single admin @vault"), "NameTooLong", "SetAlternatingRotation", "single");

        Assert.Contains($"{user}_clone", message);
        Assert.Contains("64 bytes", message);
        Assert.Equal(before, await StateAsync());
        await AssertCurrentLogsInAsync("single");
    }

    private string Name(string name) => name.Replace("#", Tag);

    /// <summary>Creates an account and gives its name.</summary>
    private async Task<string> CreateAsync(string name)
    {
        var user = Name(name);
        await Server.ExecuteAsync($"CREATE ROLE \"{user.Replace("\"", "\"\"")}\" LOGIN PASSWORD '{AppPassword}'");
        return user;
    }

    /// <summary>Asserts that AWSCURRENT is for this account and logs in.</summary>
    private async Task AssertLogsInAsync(string user)
    {
        var credential = Assert.Single(Run("Get-RotatedCredential app @vault"));
        Assert.Equal(user, credential.Text("UserName"));
        Assert.True(await LogsInAsync(user, credential.Password));
    }
}
