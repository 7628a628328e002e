namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>The settings of logins and users that a clone shares with its base, by their words in CREATE and ALTER.</summary>
internal static class LoginSettings
{
    public const string Database = "DEFAULT_DATABASE";
    public const string Language = "DEFAULT_LANGUAGE";
    public const string Policy = "CHECK_POLICY";
    public const string Expiration = "CHECK_EXPIRATION";
    public const string Schema = "DEFAULT_SCHEMA";
    public const string On = "ON";
    public const string Off = "OFF";

    /// <summary>Whether the value is a word of the language and no name.</summary>
    public static bool IsFlag(string setting) => setting is Policy or Expiration;

    public static string Clause(string setting, string value) =>
        $"{setting} = {(IsFlag(setting) ? value : SqlServerText.Identifier(value))}";

    /// <summary>The settings that have a value.</summary>
    public static IReadOnlyDictionary<string, string> Of(params (string Name, string? Value)[] settings) =>
        settings.Where(setting => setting.Value is not null).ToDictionary(setting => setting.Name, setting => setting.Value!);

    /// <summary>The word for a flag of the catalogue; null where the account has none.</summary>
    public static string? Flag(int? value) => value switch
    {
        null => null,
        0 => Off,
        _ => On,
    };
}
