using System.Text.Json.Nodes;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>
/// The files that are written from the code say what the code says. After a change on the wire, run these tests once with
/// <c>UPDATE_DESCRIPTIONS=1</c> in the environment, and commit what they write.
/// </summary>
[Category("Features")]
public sealed class DescriptionFilesTests
{
    private static readonly bool IsUpdate = Environment.GetEnvironmentVariable("UPDATE_DESCRIPTIONS") == "1";

    [TestCase("docs/openapi.json", "swagger/v1/swagger.json")]
    [TestCase("docs/asyncapi.json", "swagger/asyncapi.json")]
    public async Task A_document_that_machines_read_is_what_the_server_serves(string file, string path) =>
        ShouldBe(file, await ServedAsync(path));

    [Test]
    public async Task The_types_of_the_live_module_are_those_of_the_events() =>
        ShouldBe("Web/wwwroot/live/events.d.ts", TypeScript.EventsOf(JsonNode.Parse(await ServedAsync("swagger/asyncapi.json"))!));

    [Test]
    public async Task The_page_about_events_is_that_of_the_events() =>
        ShouldBe("docs/events.md", EventTable.Of(JsonNode.Parse(await ServedAsync("swagger/asyncapi.json"))!));

    private static async Task<string> ServedAsync(string path)
    {
        using var http = SharedServer.Instance.Anonymous();
        return await http.GetStringAsync(path);
    }

    private static void ShouldBe(string file, string served)
    {
        var path = Path.Combine(Repository.Root, file);
        var text = served.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (IsUpdate)
            File.WriteAllText(path, text);
        Assert.That(File.Exists(path) ? File.ReadAllText(path) : "", Is.EqualTo(text),
            $"{file} is old. UPDATE_DESCRIPTIONS=1 in the environment of this test writes it anew.");
    }
}
