using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RotationPS.Shell;

/// <summary>Asks the user on the terminal, and says clearly that it cannot where nobody is there to answer.</summary>
internal sealed class ConsoleQuestions(PSHostUserInterface ui)
{
    public static void RequireTerminal(string what)
    {
        if (Console.IsInputRedirected)
        {
            throw new PSInvalidOperationException(
                $"The command asks for {what}, and nobody is there to answer: the input is not a terminal. Give it as a parameter, or turn the question off with -Confirm:$false.");
        }
    }

    public string ReadLine()
    {
        RequireTerminal("a line of text");
        return Console.ReadLine() ?? throw new PipelineStoppedException();
    }

    public SecureString ReadSecret()
    {
        RequireTerminal("a secret");
        var secret = new SecureString();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                if (secret.Length > 0)
                {
                    secret.RemoveAt(secret.Length - 1);
                }
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
            }
        }

        ui.WriteLine();
        secret.MakeReadOnly();
        return secret;
    }

    public PSCredential AskCredential(string caption, string message, string userName)
    {
        RequireTerminal("a credential");
        Announce(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            ui.Write("User: ");
            userName = ReadLine();
        }

        ui.Write($"Password for {userName}: ");
        return new PSCredential(userName, ReadSecret());
    }

    public Dictionary<string, PSObject> AskFields(string caption, string message, Collection<FieldDescription> fields)
    {
        RequireTerminal(string.Join(", ", fields.Select(field => field.Name)));
        Announce(caption, message);
        return fields.ToDictionary(field => field.Name, field => PSObject.AsPSObject(AskField(field)));
    }

    public int AskChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequireTerminal($"a decision ({caption})");
        Announce(caption, message);
        while (true)
        {
            ui.Write(string.Join("  ", choices.Select(choice => $"[{Key(choice)}] {Label(choice)}")));
            ui.Write(defaultChoice >= 0 ? $"  (default is \"{Key(choices[defaultChoice])}\"): " : ": ");
            var answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            for (var i = 0; i < choices.Count; i++)
            {
                if (Same(answer, Key(choices[i])) || Same(answer, Label(choices[i])))
                {
                    return i;
                }
            }
        }
    }

    private object AskField(FieldDescription field)
    {
        var type = Type.GetType(field.ParameterAssemblyFullName) ?? typeof(string);
        if (type == typeof(PSCredential))
        {
            return AskCredential("", field.Name, "");
        }

        if (type != typeof(string) && typeof(IList).IsAssignableFrom(type))
        {
            return LanguagePrimitives.ConvertTo(AskItems(field.Name).ToArray(), type);
        }

        ui.Write($"{field.Name}: ");
        return type == typeof(SecureString) ? ReadSecret() : LanguagePrimitives.ConvertTo(ReadLine(), type);
    }

    private IEnumerable<string> AskItems(string name)
    {
        for (var i = 0; ; i++)
        {
            ui.Write($"{name}[{i}]: ");
            var item = ReadLine();
            if (item.Length == 0)
            {
                yield break;
            }

            yield return item;
        }
    }

    private void Announce(string caption, string message)
    {
        foreach (var line in new[] { caption, message }.Where(line => !string.IsNullOrEmpty(line)))
        {
            ui.WriteLine(line);
        }
    }

    private static bool Same(string answer, string expected) => string.Equals(answer, expected, StringComparison.OrdinalIgnoreCase);

    private static string Label(ChoiceDescription choice) => choice.Label.Replace("&", "");

    /// <summary>The letter after the ampersand of <c>&amp;Yes</c>.</summary>
    private static string Key(ChoiceDescription choice)
    {
        var mark = choice.Label.IndexOf('&');
        return mark >= 0 && mark + 1 < choice.Label.Length ? choice.Label[(mark + 1)..(mark + 2)].ToUpperInvariant() : choice.Label;
    }
}
