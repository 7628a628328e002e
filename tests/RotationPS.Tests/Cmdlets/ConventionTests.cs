using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RotationPS.Tests.Loading;
using Xunit;

namespace RotationPS.Tests.Cmdlets;

/// <summary>What manifest, classes, help, views and README say of the cmdlets is the same, and the code keeps its habits.</summary>
public sealed class ConventionTests : IDisposable
{
    private static readonly string _repository = StagedModule.RepositoryFolder();
    private static readonly string[] _rooms = ["RotationPS", "RotationPS.Engine", "RotationPS.Stores", "RotationPS.Targets", "RotationPS.Loader"];

    // These verbs promise to change nothing: https://learn.microsoft.com/powershell/scripting/developer/cmdlet/approved-verbs-for-windows-powershell-commands
    private static readonly string[] _readingVerbs = ["Get", "Find", "Test", "Measure", "Compare"];

    private static readonly string[] _approvedVerbs =
    [
        .. new[] { typeof(VerbsCommon), typeof(VerbsCommunications), typeof(VerbsData), typeof(VerbsDiagnostic), typeof(VerbsLifecycle), typeof(VerbsOther), typeof(VerbsSecurity) }
            .SelectMany(verbs => verbs.GetFields().Select(verb => verb.Name)),
    ];

    private readonly EngineSession _session = new();

    public ConventionTests()
    {
        _session.ImportModule();
    }

    private static IEnumerable<Type> CmdletClasses =>
        LoadedModule.Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Cmdlet)) && !type.IsAbstract);

    private static IEnumerable<string> CmdletNames => CmdletClasses.Select(NameOf).Order(StringComparer.Ordinal);

    private static IEnumerable<Type> OutputTypes =>
        CmdletClasses
            .SelectMany(type => type.GetCustomAttributes<OutputTypeAttribute>())
            .SelectMany(attribute => attribute.Type.Select(output => output.Type))
            .Where(type => type.Assembly == LoadedModule.Assembly)
            .Distinct();

    private static string[] Pages => Directory.GetFiles(Path.Combine(_repository, "module", "en-US"), "about_*.help.txt");

    [Fact]
    public void The_manifest_exports_exactly_the_cmdlet_classes()
    {
        var exported = _session.Run("(Test-ModuleManifest $args[0]).ExportedCmdlets.Keys", StagedModule.Manifest).Select(name => $"{name}");

        Assert.Equal(CmdletNames, exported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_README_tells_of_exactly_these_cmdlets()
    {
        var told = Regex.Matches(File.ReadAllText(Path.Combine(_repository, "README.md")), @"^\| `(\w+-\w+)` \|", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value);

        Assert.Equal(CmdletNames, told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_README_names_every_page_of_help()
    {
        var readme = File.ReadAllText(Path.Combine(_repository, "README.md"));

        Assert.NotEmpty(Pages);
        Assert.All(Pages, page => Assert.Contains($"`Get-Help {Path.GetFileName(page).Split('.')[0]}`", readme));
    }

    [Fact]
    public void No_line_that_people_read_is_longer_than_125_characters() =>
        Assert.All(
            [Path.Combine(_repository, "README.md"), Path.Combine(_repository, "CHANGELOG.md"), .. Pages],
            file => Assert.DoesNotContain(File.ReadLines(file), line => line.Length > 125));

    [Fact]
    public void The_help_file_tells_of_exactly_these_cmdlets()
    {
        var file = Assert.Single(Directory.GetFiles(Path.Combine(StagedModule.Folder, "en-US"), "*.dll-Help.xml"));
        var told = XDocument.Load(file).Descendants()
            .Where(element => element.Name.LocalName == "details")
            .Select(details => details.Elements().Single(element => element.Name.LocalName == "name").Value);

        Assert.Equal(CmdletNames, told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_cmdlet_that_changes_something_can_be_asked_what_if() =>
        Assert.All(CmdletClasses, type =>
        {
            var cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
            Assert.Equal(!_readingVerbs.Contains(cmdlet.VerbName), cmdlet.SupportsShouldProcess);
        });

    [Fact]
    public void Every_class_is_named_after_its_cmdlet_and_takes_a_vault() =>
        Assert.All(CmdletClasses, type =>
        {
            Assert.Equal($"RotationPS.Commands.{NameOf(type).Replace("-", "")}Command", type.FullName);
            Assert.NotNull(type.GetProperty("VaultPath")?.GetCustomAttribute<ParameterAttribute>());
        });

    [Fact]
    public void No_alias_takes_the_beginning_of_another_parameter() =>
        Assert.All(CmdletClasses, type =>
        {
            var parameters = type.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute))).ToList();
            Assert.All(parameters, parameter => Assert.DoesNotContain(
                parameter.GetCustomAttributes<AliasAttribute>().SelectMany(alias => alias.AliasNames),
                alias => parameters.Exists(other => other != parameter && other.Name.StartsWith(alias, StringComparison.OrdinalIgnoreCase))));
        });

    [Fact]
    public void Every_verb_is_approved_and_every_noun_singular() =>
        Assert.All(CmdletNames, name =>
        {
            Assert.Contains(name.Split('-')[0], _approvedVerbs);
            Assert.False(name.EndsWith('s'), name);
        });

    [Fact]
    public void Every_output_type_has_a_view_whose_columns_exist()
    {
        var views = XDocument.Load(Path.Combine(StagedModule.Folder, "RotationPS.Format.ps1xml")).Descendants("View").ToList();

        Assert.NotEmpty(OutputTypes);
        Assert.All(OutputTypes, type =>
        {
            var view = Assert.Single(views, view => view.Descendants("TypeName").Any(name => name.Value == type.FullName));
            var headers = view.Descendants("TableColumnHeader").Count();
            Assert.Equal(headers, view.Descendants("TableColumnItem").Count());
            var columns = view.Descendants("TableColumnItem").Concat(view.Descendants("ListItem")).ToList();
            Assert.NotEmpty(columns);
            var used = columns.SelectMany(column =>
                column.Elements("PropertyName").Select(name => name.Value)
                .Concat(column.Elements("ScriptBlock").SelectMany(script => Regex.Matches(script.Value, @"\$_\.(\w+)").Select(match => match.Groups[1].Value))));
            Assert.Empty(used.Except(type.GetProperties().Select(property => property.Name)));
        });
        Assert.Equal(OutputTypes.Select(type => type.FullName!).Order(), views.Descendants("TypeName").Select(name => name.Value).Order());
    }

    [Fact]
    public void Every_output_type_names_the_secret_as_AWS_Tools_do() =>
        Assert.All(OutputTypes, type =>
        {
            Assert.NotNull(type.GetProperty("ARN"));
            Assert.NotNull(type.GetProperty("Name"));
            Assert.DoesNotContain(type.GetProperties(), property => property.CanWrite);
        });

    [Fact]
    public void Every_public_class_is_sealed_or_abstract()
    {
        var open = _rooms
            .SelectMany(room => LoadedModule.Resolve(room).GetExportedTypes())
            .Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract);

        Assert.Empty(open);
    }

    [Fact]
    public void No_source_names_a_folder_of_Linux()
    {
        var sources = new[] { "src", "module" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(_repository, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".ps1" or ".psm1" or ".psd1")
            .Where(file => !Path.GetRelativePath(_repository, file).Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj"]).Any())
            .ToList();

        Assert.NotEmpty(sources);
        Assert.All(sources, file => Assert.DoesNotMatch(@"[""'`]/(tmp|usr|etc|var|home|opt|dev|proc|root)\b", File.ReadAllText(file)));
    }

    public void Dispose() => _session.Dispose();

    private static string NameOf(Type type)
    {
        var cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
        return $"{cmdlet.VerbName}-{cmdlet.NounName}";
    }
}
