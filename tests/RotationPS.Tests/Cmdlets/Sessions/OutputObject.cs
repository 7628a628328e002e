using System.Management.Automation;
using System.Net;

namespace RotationPS.Tests.Cmdlets.Sessions;

/// <summary>Reads the properties of what cmdlets give out.</summary>
internal static class OutputObject
{
    extension(PSObject output)
    {
        /// <summary>A property as text; empty where it has no value.</summary>
        public string Text(string property) => LanguagePrimitives.ConvertTo<string>(output.Value(property));

        /// <summary>A property's value.</summary>
        public object? Value(string property) =>
            (output.Properties[property] ?? throw new InvalidOperationException($"{output.BaseObject.GetType()} has no property {property}.")).Value;

        /// <summary>The labels of a version, each followed by a blank, in order.</summary>
        public string Labels => string.Join(' ', (IReadOnlyList<string>)output.Value("StageLabel")!);

        /// <summary>The password of a credential, whatever its user name; PowerShell takes one with a backslash apart.</summary>
        public string Password => new NetworkCredential(string.Empty, ((PSCredential)output.BaseObject).Password).Password;
    }
}
