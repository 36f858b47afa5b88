using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>
/// What other people's tools say of the documents that machines read and of the modules that browsers load. They come from npm; where they
/// were not installed (<c>npm ci --prefix Tests/Node</c>) the tests are skipped.
/// </summary>
[Category("WholeSystem")]
public sealed class ClientToolsTests
{
    private static readonly string Node = Path.Combine(Repository.Root, "Tests", "Node");
    private static readonly string Live = Path.Combine(Repository.Root, "Web", "wwwroot", "live");

    [OneTimeSetUp]
    public void NeedTools()
    {
        if (!Directory.Exists(Path.Combine(Node, "node_modules")))
            Assert.Ignore("The tools are not installed: npm ci --prefix Tests/Node");
    }

    [Test]
    public Task Redocly_recommends_nothing_that_the_document_breaks() =>
        RunAsync(Node, Tool("redocly"), "lint", "--extends", "recommended", Document("openapi.json"));

    [TestCase("oas", "openapi.json")]
    [TestCase("asyncapi", "asyncapi.json")]
    public Task Spectral_finds_no_error(string rules, string document) =>
        RunAsync(Node, Tool("spectral"), "lint", "--fail-severity", "error", "-r", $"{rules}.spectral.yaml", Document(document));

    [TestCase("docker-compose.yml")]
    [TestCase("docker-compose.small.yml")]
    public Task A_compose_file_follows_the_Compose_specification(string file) => RunAsync(
        Node, Tool("spectral"), "lint", "--fail-severity", "error", "-r", "compose.spectral.js", Path.Combine(Repository.Root, file));

    [Test]
    public Task The_modules_of_the_pages_are_typed_without_a_fault() => RunAsync(Node, Tool("tsc"), "-p", "tsconfig.pages.json");

    [Test]
    public async Task The_types_of_the_live_module_are_those_of_its_source()
    {
        using var folder = new TempFolder();

        await RunAsync(
            Live, Tool("tsc"), "live.js", "--allowJs", "--declaration", "--emitDeclarationOnly", "--strict", "--target", "ES2023", "--lib",
            "ES2023,DOM,DOM.Iterable", "--module", "ESNext", "--moduleResolution", "bundler", "--outDir", folder.Path);

        Assert.That(
            await File.ReadAllTextAsync(Path.Combine(Live, "live.d.ts")), Is.EqualTo(await File.ReadAllTextAsync(folder.File("live.d.ts"))),
            "Web/wwwroot/live/live.d.ts is written by: npm run types, in that folder");
    }

    [Test]
    public async Task A_strict_client_compiles_against_the_document_and_the_package()
    {
        using var folder = new TempFolder();
        var packages = Directory.CreateDirectory(folder.File("node_modules")).FullName;

        await RunAsync(Live, "npm", "pack", "--pack-destination", folder.Path);
        await RunAsync(folder.Path, "tar", "-xzf", folder.File("coaching-platform-live-1.0.0-beta1.tgz"), "-C", packages);
        Directory.Move(Path.Combine(packages, "package"), Path.Combine(packages, "coaching-platform-live"));
        await RunAsync(folder.Path, Tool("openapi-typescript"), Document("openapi.json"), "-o", folder.File("api.d.ts"));
        File.Copy(Path.Combine(Node, "client.ts"), folder.File("client.ts"));

        await RunAsync(
            folder.Path, Tool("tsc"), "client.ts", "--strict", "--noEmit", "--target", "ES2023", "--lib", "ES2023,DOM", "--module", "ESNext",
            "--moduleResolution", "bundler");
    }

    private static string Tool(string name) => Path.Combine(Node, "node_modules", ".bin", name);

    private static string Document(string name) => Path.Combine(Repository.Root, "docs", name);

    private static Task<string> RunAsync(string folder, string program, params string[] arguments) => ToolProcess.RunAsync(folder, program, arguments);
}
