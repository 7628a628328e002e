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

    private Eavesdropper(CarelessSession session, PostgreSqlServer server, int logStart) => (_session, _server, _logStart) = (session, server, logStart);

    /// <summary>Begins to listen; what the server has logged so far is of no interest.</summary>
    public static async Task<Eavesdropper> StartAsync(CmdletSession session, PostgreSqlServer server) =>
        new(new CarelessSession(session), server, (await server.ReadLogAsync()).Length);

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
        }
        else
        {
            Assert.Contains(kind, _session.Failures);
        }
    }

    /// <summary>Asserts that no place has one of these passwords.</summary>
    /// <param name="passwords">All that were used.</param>
    /// <param name="folder">A folder whose every file is read.</param>
    public async Task AssertHeardNothingAsync(IEnumerable<string> passwords, string folder)
    {
        var forms = passwords.Select(password => new PasswordForms(password)).ToList();
        (string Place, string Text)[] places =
        [
            .. _session.Places(),
            ("the server's log", await ReadLogAsync()),
            ("the arguments of a process", ProcessArguments.All()),
            ("the environment", string.Join('\n', Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}"))),
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => (Path.GetFileName(file), Encoding.Latin1.GetString(File.ReadAllBytes(file)))),
        ];

        Assert.All(places, place => Assert.All(forms, password =>
        {
            var before = password.WhatStandsBefore(place.Text);
            Assert.True(before is null, $"{place.Place} has a password; before it stands: {before}");
        }));
    }

    private async Task<string> ReadLogAsync() => (await _server.ReadLogAsync())[_logStart..];
}
