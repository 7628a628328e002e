using System.Security.Cryptography;
using System.Text;
using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.Redshift;

/// <summary>
/// What Redshift demands of a password that it is given in clear, and what it keeps of one. See
/// https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html.
/// </summary>
internal static class RedshiftPassword
{
    /// <summary>The fewest characters.</summary>
    public const int MinLength = 8;

    /// <summary>The most characters.</summary>
    public const int MaxLength = 64;

    /// <summary>The printable characters that it does not take; the blank is another one.</summary>
    public const string Refused = "'\"\\/@";

    /// <summary>
    /// What speaks against a password, as the end of a sentence; null where it fits. A hash hides the password from these
    /// rules; who sets it in clear one day, as AWS's own rotation function does, is held to them.
    /// </summary>
    public static string? ObjectionTo(Password password)
    {
        var text = password.Reveal();
        return text switch
        {
            { Length: < MinLength or > MaxLength } => $"it has {text.Length} characters, and Redshift takes {MinLength} to {MaxLength}",
            _ when !text.All(character => character is >= '!' and <= '~') => "it has blanks or characters other than printable ASCII",
            _ when text.Any(Refused.Contains) => $"it has one of the characters {string.Join(' ', Refused.AsEnumerable())}",
            _ when !text.Any(char.IsAsciiLetterUpper) => "it has no upper-case letter",
            _ when !text.Any(char.IsAsciiLetterLower) => "it has no lower-case letter",
            _ when !text.Any(char.IsAsciiDigit) => "it has no digit",
            _ => null,
        };
    }

    /// <summary>
    /// The hash that Redshift keeps: MD5 of the password and the user name behind it. It travels in the statement instead
    /// of the password, so that no log and no system table holds what an application logs in with.
    /// </summary>
    public static string HashFor(AccountName account, Password password) =>
        "md5" + Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(password.Reveal() + account.Value))).ToLowerInvariant();
}
