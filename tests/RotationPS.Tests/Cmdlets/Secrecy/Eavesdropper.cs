using System.Collections;
using System.Text;
using RotationPS.Servers;
using RotationPS.Tests.Cmdlets.Sessions;
using Xunit;

namespace RotationPS.Tests.Cmdlets.Secrecy;

/// <summary>Somebody who has every cmdlet run in a session and then looks for passwords wherever there is something to read.</summary>
internal sealed class Eavesdropper
{
    private readonly CarelessSession _session;
    private readonly PostgreSqlServer _server;
    private readonly int _logStart;

    private readonly string _folder;

    private Eavesdropper(CarelessSession session, PostgreSqlServer server, int logStart, string folder) =>
        (_session, _server, _logStart, _folder) = (session, server, logStart, folder);

    /// <summary>Begins to listen; what the server has logged so far is of no interest.</summary>
    /// <param name="session">Where the cmdlets are run.</param>
    /// <param name="server">The server, whose log is read.</param>
    /// <param name="folder">A folder whose every file is read; the log of the rotations is among them.</param>
    public static async Task<Eavesdropper> StartAsync(CmdletSession session, PostgreSqlServer server, string folder) =>
        new(new CarelessSession(session, folder), server, (await server.ReadLogAsync()).Length, folder);

    /// <summary>
    /// Has every line of every cmdlet run, and asserts that a certain thing went wrong; without one, that every cmdlet gave
    /// what it has to give and that all its streams were heard.
    /// </summary>
    public async Task RunEveryCmdletAsync(string? kind)
    {
        foreach (var (_, line) in CmdletLines.All)
        {
            _session.Run(line);
        }

        if (kind is null)
        {
            string[] expected = ["Boolean", "RotatedSecret", "RotatedSecretCheck", "RotationPermission", "RotationRepairAdvice", "SecretRotationResult", "SecretStageLabel"];
            Assert.Empty(expected.Except(_session.Given.Select(output => output.BaseObject.GetType().Name)));
            Assert.All(["SetSecret: Setting", "SetSecret: Done", "What if: ", "PASSWORD '********'"], words => Assert.Contains(words, _session.Screen));
            Assert.Contains("PASSWORD 'SCRAM-SHA-256$", await ReadLogAsync());
            Assert.Contains("\"step\":\"SetSecret\",\"outcome\":\"Succeeded\"", await File.ReadAllTextAsync(_session.LogPath));
        }
        else
        {
            Assert.Contains(kind, _session.Failures);
        }
    }

    /// <summary>Asserts that no place has one of these passwords.</summary>
    /// <param name="passwords">All that were used.</param>
    public async Task AssertHeardNothingAsync(IEnumerable<string> passwords)
    {
        var forms = passwords.Select(password => new PasswordForms(password)).ToList();
        (string Place, string Text)[] places =
        [
            .. _session.Places(),
            ("the server's log", await ReadLogAsync()),
            ("the arguments of a process", ProcessArguments.All()),
            ("the environment", string.Join('\n', Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}"))),
            .. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(file => (Path.GetFileName(file), Encoding.Latin1.GetString(File.ReadAllBytes(file)))),
        ];

        Assert.All(places, place => Assert.All(forms, password =>
        {
            var before = password.WhatStandsBefore(place.Text);
            Assert.True(before is null, $"{place.Place} has a password; before it stands: {before}");
        }));
    }

    private async Task<string> ReadLogAsync() => (await _server.ReadLogAsync())[_logStart..];
}
