using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>How the first person gets in, and how somebody gets in again, without anybody who is in already.</summary>
[Category("WholeSystem")]
public sealed partial class OperatorCommandsTests : FolderTests
{
    private const string Password = "an-entirely-new-phrase";
    private static readonly Dictionary<string, string> Production = new() { ["ASPNETCORE_ENVIRONMENT"] = "Production" };
    [Test]
    public async Task The_first_super_admin_sets_up_their_account_with_the_link_and_signs_in()
    {
        var output = await RunAsync("--create-admin", "Ada@Example.org");
        await using var server = await ServerProcess.StartAsync(Folder, environment: Production);
        await SetPasswordAsync(server, "/magic-link/complete-setup", TokenIn(output));
        using var admin = await Person.SignInAsync(server.Address, "ada@example.org", Password);

        var roles = (await admin.SendAsync(HttpMethod.Get, $"/users/{admin.Id}")).GetProperty("roles");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(roles.EnumerateArray().Single().GetProperty("role").GetString(), Is.EqualTo("SuperAdmin"));
            Assert.That(
                output, Does.Contain("Ada@Example.org has an account now, and is super admin.").And.Contain("works once and for 72 hours"));
            Assert.That(Link().Count(output), Is.EqualTo(1), "the link is printed once");
            Assert.That(
                ScalarInDatabase("SELECT ChangedBy FROM RoleChanges WHERE NewRole = 'SuperAdmin'"), Is.EqualTo(Guid.Empty.ToString()));
        }
    }

    [Test]
    public async Task Who_has_a_password_is_promoted_without_a_link()
    {
        await RunAsync("--seed");

        var promoted = await RunAsync("--create-admin", "coach@demo.test");
        var again = await RunAsync("--create-admin=coach@demo.test");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(promoted, Does.Contain("coach@demo.test had an account already, and is super admin now.").And.Contain(
                "They have a password"));
            Assert.That(again, Does.Contain("coach@demo.test was super admin already."));
            Assert.That(Link().IsMatch(promoted + again), Is.False);
            Assert.That(ScalarInDatabase("SELECT COUNT(*) FROM UserRoles WHERE Role = 'SuperAdmin'"), Is.EqualTo(2));
        }
    }

    [Test]
    public async Task Who_was_invited_and_has_no_password_gets_a_link_in_the_place_of_the_one_before()
    {
        await RunAsync("--seed");

        var first = await RunAsync("--create-admin", "invited@demo.test");
        var second = await RunAsync("--create-admin", "invited@demo.test");

        await using var server = await ServerProcess.StartAsync(Folder, environment: Production);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var old = await http.GetAsync($"/magic-link/validate?token={TokenIn(first)}");
        using var current = await http.GetAsync($"/magic-link/validate?token={TokenIn(second)}");
        Assert.That((old.StatusCode, current.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.OK)));
    }

    [Test]
    public async Task A_forgotten_password_is_replaced_with_the_link()
    {
        await RunAsync("--seed");

        var output = await RunAsync("--reset-password", "Coach@demo.test");

        await using var server = await ServerProcess.StartAsync(Folder, environment: Production);
        await SetPasswordAsync(server, "/password-reset/complete", TokenIn(output));
        using var coach = await Person.SignInAsync(server.Address, "coach@demo.test", Password);
        Assert.That(output, Does.Contain("Choose a new password for Coach@demo.test").And.Contain("works once and for 30 minutes"));
    }

    [TestCase("--reset-password", "nobody@example.org", 1, "There is no such account as nobody@example.org.")]
    [TestCase("--reset-password", "nobody", 2, "--reset-password needs an e-mail address, and \"nobody\" is none.")]
    [TestCase("--create-admin", "nobody", 2, "--create-admin needs an e-mail address, and \"nobody\" is none.")]
    [TestCase("--create-admin", "", 2, "--create-admin needs an e-mail address, and \"\" is none.")]
    public async Task What_cannot_be_done_is_said_and_changes_nothing(string option, string email, int exitCode, string line)
    {
        var (actual, output) = await ServerProcess.RunAsync(Folder, Production, option, email);

        Assert.That((actual, output), Is.EqualTo((exitCode, output)));
        Assert.That(output, Does.StartWith(line));
    }

    [TestCase("http://localhost:3000", "http://+:4321", "http://localhost:4321/setup/")]
    [TestCase("http://localhost:3000", "http://0.0.0.0:4321;https://localhost:4322", "http://localhost:4321/setup/")]
    [TestCase("http://localhost:3000", "http://10.1.2.3:80/", "http://10.1.2.3:80/setup/")]
    [TestCase("http://localhost:3000", "", "http://localhost:4000/setup/")]
    [TestCase("https://app.example.org/", "http://+:4321", "https://app.example.org/welcome/")]
    public async Task The_link_leads_to_the_frontend_or_as_long_as_none_is_set_to_this_server(string frontend, string urls, string expected)
    {
        var settings = new Dictionary<string, string>
        {
            ["Mail__FrontendUrl"] = frontend,
            ["Mail__SetupPath"] = "/welcome/{token}",
            ["ASPNETCORE_URLS"] = urls,
        };

        var output = await RunAsync(settings, "--create-admin", "ada@example.org");

        Assert.That(output, Does.Contain($"\n{expected}"));
    }

    [Test]
    public async Task Where_the_server_does_not_migrate_by_itself_these_do_not_either()
    {
        var shared = new Dictionary<string, string> { ["Database__MigrateOnStart"] = "false" };

        var (exitCode, output) = await ServerProcess.RunAsync(Folder, shared, "--create-admin", "ada@example.org");
        var together = await RunAsync(shared, "--create-admin", "ada@example.org", "--migrate");

        Assert.That((exitCode, output), Is.EqualTo((1, output)));
        Assert.That(output, Does.Contain("Run it once with --migrate"));
        Assert.That(TokenIn(together), Has.Length.EqualTo(43));
    }

    private Task<string> RunAsync(params string[] arguments) => RunAsync(Production, arguments);

    private async Task<string> RunAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var (exitCode, output) = await ServerProcess.RunAsync(Folder, environment, arguments);
        Assert.That((exitCode, output), Is.EqualTo((0, output)));
        return output;
    }

    private static async Task SetPasswordAsync(ServerProcess server, string path, string token)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var answer = await http.PostAsJsonAsync(path, new { token, password = Password, confirm_password = Password });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    private object? ScalarInDatabase(string sql) => DatabaseUnderTest.Execute(Folder, sql);

    private static string TokenIn(string output) => Link().Match(output).Groups["token"].Value;

    [GeneratedRegex("^http.*/(setup|reset-password|welcome)/(?<token>[A-Za-z0-9_-]{43})\\s*$", RegexOptions.Multiline)]
    private static partial Regex Link();
}
