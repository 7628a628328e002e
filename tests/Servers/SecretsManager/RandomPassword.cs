using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace RotationPS.Servers.SecretsManager;

/// <summary>
/// GetRandomPassword.
/// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html.
/// </summary>
internal static class RandomPassword
{
    private const int UsualLength = 32;
    private const int MaxLength = 4096;

    public static Task<JsonObject> GetRandomPasswordAsync(EndpointCall call, WireRequest request)
    {
        var length = request.Number("PasswordLength", 1, MaxLength, UsualLength);
        var excluded = request.Text("ExcludeCharacters", 0, MaxLength) ?? string.Empty;
        bool Set(string member) => request.Flag(member) ?? false;
        string[] classes =
        [
            Set("ExcludeLowercase") ? string.Empty : "abcdefghijklmnopqrstuvwxyz",
            Set("ExcludeUppercase") ? string.Empty : "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            Set("ExcludeNumbers") ? string.Empty : "0123456789",
            Set("ExcludePunctuation") ? string.Empty : "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
            Set("IncludeSpace") ? " " : string.Empty,
        ];
        var pools = classes.Select(pool => string.Concat(pool.Except(excluded))).Where(pool => pool.Length > 0).ToList();
        var required = request.Flag("RequireEachIncludedType") ?? true ? pools : [];
        if (pools.Count == 0 || required.Count > length)
        {
            throw ServiceErrors.PasswordNotPossible();
        }

        char[] password =
        [
            .. required.Select(pool => pool[RandomNumberGenerator.GetInt32(pool.Length)]),
            .. RandomNumberGenerator.GetItems<char>(string.Concat(pools), length - required.Count),
        ];
        RandomNumberGenerator.Shuffle<char>(password);
        return Task.FromResult(new JsonObject { ["RandomPassword"] = new string(password) });
    }
}
