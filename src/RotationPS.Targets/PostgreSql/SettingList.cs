using System.Text;

namespace RotationPS.Targets.PostgreSql;

/// <summary>
/// The settings whose value is a list of quoted names (GUC_LIST_QUOTE in PostgreSQL's sources). The catalogue holds them
/// as one text; given back as one literal they would become a single odd name.
/// </summary>
internal static class SettingList
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "local_preload_libraries",
        "search_path",
        "session_preload_libraries",
        "shared_preload_libraries",
        "temp_tablespaces",
        "unix_socket_directories",
    };

    public static bool Contains(string setting) => Names.Contains(setting);

    /// <summary>The names in a list as the catalogue writes it: separated by commas, in quotes where needed.</summary>
    public static IReadOnlyList<string> Split(string value)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var quoted = false;
        for (var index = 0; index < value.Length; index++)
        {
            var character = value[index];
            if (character == '"' && quoted && index + 1 < value.Length && value[index + 1] == '"')
            {
                name.Append(character);
                index++;
            }
            else if (character == '"')
            {
                quoted = !quoted;
            }
            else if (character == ',' && !quoted)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else if (quoted || !char.IsWhiteSpace(character))
            {
                name.Append(character);
            }
        }

        names.Add(name.ToString());
        return names;
    }
}
