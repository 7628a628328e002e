using System.Security.Cryptography;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Passwords;

/// <summary>Makes passwords: every password that a policy allows is as likely as any other.</summary>
public sealed class PasswordGenerator
{
    private readonly RandomNumberGenerator _random;

    /// <param name="random">The source of randomness.</param>
    public PasswordGenerator(RandomNumberGenerator random) => _random = random;

    /// <summary>Makes one password.</summary>
    /// <param name="policy">What it looks like.</param>
    /// <param name="defaultExcludeCharacters">What to leave out where the policy does not say.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.PasswordPolicyInvalid"/>.</exception>
    public Password Generate(PasswordPolicy policy, string defaultExcludeCharacters)
    {
        if (policy.Length is < PasswordPolicy.MinLength or > PasswordPolicy.MaxLength)
        {
            throw Invalid($"A password of {policy.Length} characters cannot be made.", $"Ask for {PasswordPolicy.MinLength} to {PasswordPolicy.MaxLength} characters.");
        }

        var alphabet = PasswordAlphabet.Of(policy, defaultExcludeCharacters, forConsumers: true);
        if (alphabet.Characters.Length == 0)
        {
            throw Invalid("The password policy leaves no character to use.", "Exclude fewer characters.");
        }

        var length = LengthOf(policy, alphabet, defaultExcludeCharacters);
        char[] password;
        do
        {
            // A password that lacks a type is thrown away whole: mending it would make some passwords likelier than others.
            password = Draw(alphabet.Characters, length);
        }
        while (policy.RequireEachIncludedType && alphabet.Types.Any(type => !password.AsSpan().ContainsAny(type)));

        return new Password(new string(password));
    }

    /// <summary>Fewer characters to choose from make a longer password, so that it is as hard to guess as without consumers.</summary>
    private static int LengthOf(PasswordPolicy policy, PasswordAlphabet alphabet, string defaultExcludeCharacters)
    {
        if (policy.Consumers.Count == 0)
        {
            return policy.Length;
        }

        var whole = PasswordAlphabet.Of(policy, defaultExcludeCharacters, forConsumers: false);
        if (alphabet.Characters.Length == 1 && whole.Characters.Length > 1)
        {
            throw Invalid(
                "Beside those that the consumers of the password escape, the policy leaves one character only.",
                "Exclude fewer characters.");
        }

        var length = alphabet.LengthFor(policy.Length, whole);
        return length <= PasswordPolicy.MaxLength
            ? length
            : throw Invalid($"For its consumers the password would have to be {length} characters long.", $"Ask for fewer characters, so that it takes at most {PasswordPolicy.MaxLength}.");
    }

    private char[] Draw(string alphabet, int length)
    {
        // Bytes at or above the largest multiple of the alphabet's size are dropped, or the first characters would be likelier.
        var limit = 256 - (256 % alphabet.Length);
        var password = new char[length];
        var buffer = new byte[length];
        for (var filled = 0; filled < length;)
        {
            _random.GetBytes(buffer);
            foreach (var drawn in buffer)
            {
                if (drawn < limit && filled < length)
                {
                    password[filled++] = alphabet[drawn % alphabet.Length];
                }
            }
        }

        CryptographicOperations.ZeroMemory(buffer);
        return password;
    }

    private static RotationException Invalid(string what, string nextStep) => new(FailureKind.PasswordPolicyInvalid, what, nextStep);
}
