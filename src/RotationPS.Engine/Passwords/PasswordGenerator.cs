using System.Security.Cryptography;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Passwords;

/// <summary>Makes passwords: every password that a policy allows is as likely as any other.</summary>
public sealed class PasswordGenerator
{
    private const string Numbers = "0123456789";
    private const string Uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Lowercase = "abcdefghijklmnopqrstuvwxyz";
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

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

        var types = IncludedTypes(policy, policy.ExcludeCharacters ?? defaultExcludeCharacters);
        if (types.Count == 0)
        {
            throw Invalid("The password policy leaves no character to use.", "Exclude fewer characters.");
        }

        var alphabet = string.Concat(types);
        char[] password;
        do
        {
            // A password that lacks a type is thrown away whole: mending it would make some passwords likelier than others.
            password = Draw(alphabet, policy.Length);
        }
        while (policy.RequireEachIncludedType && !types.TrueForAll(type => password.AsSpan().ContainsAny(type)));

        return new Password(new string(password));
    }

    private static List<string> IncludedTypes(PasswordPolicy policy, string excluded)
    {
        (string Characters, bool Excluded)[] all =
        [
            (Numbers, policy.ExcludeNumbers),
            (Uppercase, policy.ExcludeUppercase),
            (Lowercase, policy.ExcludeLowercase),
            (Punctuation, policy.ExcludePunctuation),
        ];
        return all
            .Where(type => !type.Excluded)
            .Select(type => string.Concat(type.Characters.Where(character => !excluded.Contains(character))))
            .Where(characters => characters.Length > 0)
            .ToList();
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
