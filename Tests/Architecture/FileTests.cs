using System.Text.RegularExpressions;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Architecture;

/// <summary>Who knows the name of a type knows its file.</summary>
public sealed partial class FileTests
{
    /// <summary>Files that hold all types of one kind of a feature, by the end of their name, and what those are called.</summary>
    private static readonly (string File, string[] Types)[] Kinds =
    [
        ("Events", [""]),   // named as what has happened
        ("Requests", ["Request", "Validator", "Rules"]),
        ("Filter", ["Filter", "Filters", "Sort", "Order", "Scope", "Role", "Status", "Include", "Grouping"]),
        ("Dto", ["Dto", "Profile", "Status"]),
        ("Jobs", ["Job", "Mail"]),
        ("Exceptions", ["Exception"]),
    ];

    [Test]
    public void A_type_stands_in_the_file_of_its_name_or_of_its_kind()
    {
        string[] projects = ["Application", "Domain", "Infrastructure", "Sse", "Web", "Tools.SseTestClient"];
        var types = projects.SelectMany(
            project => Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj" or "Migrations"))
            .SelectMany(path => Types().Matches(
                File.ReadAllText(path)), (path, match) => (File: Path.GetFileNameWithoutExtension(path), Type: match.Groups["name"].Value))
            .ToList();

        Assert.That(types, Has.Count.GreaterThan(250));
        Assert.That(types.Where(type => type.File != type.Type && !IsOfItsKind(type.File, type.Type)), Is.Empty);
    }

    private static bool IsOfItsKind(string file, string type) => Kinds.Any(kind =>
        file.EndsWith(kind.File, StringComparison.Ordinal) && kind.Types.Any(end => type.EndsWith(end, StringComparison.Ordinal)));

    [GeneratedRegex(@"^(?:(?:public|internal) )?(?:(?:static|sealed|abstract|readonly|partial) )*(?:class|record struct|record|struct|enum|interface) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Types();
}
