using System.Security;
using System.Text;
using System.Text.Encodings.Web;

namespace RotationPS.Tests.Cmdlets.Secrecy;

/// <summary>A password as it may stand in a text or a file: as it is, escaped, encoded.</summary>
internal sealed class PasswordForms
{
    private const int Context = 200;

    private readonly string[] _texts;

    public PasswordForms(string password)
    {
        byte[][] encoded = [Encoding.UTF8.GetBytes(password), Encoding.Unicode.GetBytes(password)];
        _texts =
        [
            .. new[]
            {
                password,
                SecurityElement.Escape(password),
                JavaScriptEncoder.Default.Encode(password),
                JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(password),
                Uri.EscapeDataString(password),
                password.Replace("'", "''", StringComparison.Ordinal),
            }.Distinct(),
            .. encoded.Select(Encoding.Latin1.GetString),
            .. encoded.SelectMany(bytes => new[] { Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes) }),
            .. encoded.SelectMany(Base64),
        ];
    }

    /// <summary>What stands before the password in a text that has it in any form; null where none has. Bytes are a text of Latin-1.</summary>
    public string? WhatStandsBefore(string text)
    {
        foreach (var form in _texts)
        {
            if (text.IndexOf(form, StringComparison.Ordinal) is var place and >= 0)
            {
                return text[Math.Max(0, place - Context)..place];
            }
        }

        return null;
    }

    /// <summary>The digits that bytes leave in a longer text of base64, wherever in it they stand.</summary>
    private static IEnumerable<string> Base64(byte[] bytes)
    {
        for (var before = 0; before < 3; before++)
        {
            // The digits at both ends share their bits with the neighbours.
            var digits = Convert.ToBase64String([.. new byte[before], .. bytes]);
            yield return digits[(before == 0 ? 0 : before + 1)..((before + bytes.Length) * 8 / 6)];
        }
    }
}
