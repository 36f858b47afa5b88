using System.Net;
using System.Text.Json;
using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Web;

/// <summary>Around the API: what a browser, an explorer and an operator meet.</summary>
public sealed class SettingsTests
{
    private static PlatformServer Server => SharedServer.Instance;

    [TestCase("http://localhost:3000", true)]
    [TestCase("https://127.0.0.1:3000", true)]
    [TestCase("http://localhost:3001", false)]
    [TestCase("http://evil.example", false)]
    public async Task Only_the_frontends_origin_may_call_with_the_cookie(string origin, bool allowed)
    {
        using var http = Server.Anonymous();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/actions");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "PUT");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type,x-version");
        preflight.Headers.Add("Access-Control-Request-Private-Network", "true");
        using var refused = new HttpRequestMessage(HttpMethod.Get, "/actions");
        refused.Headers.Add("Origin", origin);

        using var answer = await http.SendAsync(preflight);
        using var error = await http.SendAsync(refused);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.Headers.Contains("Access-Control-Allow-Private-Network"), Is.EqualTo(allowed));
            foreach (var checkedAnswer in new[] { answer, error })
            {
                Assert.That(checkedAnswer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? origins.Single() : null, Is.EqualTo(allowed ? origin : null));
                Assert.That(checkedAnswer.Headers.Contains("Access-Control-Allow-Credentials"), Is.EqualTo(allowed));
            }
            if (allowed)
                Assert.That(string.Join(',', answer.Headers.GetValues("Access-Control-Allow-Headers")), Does.Contain("x-version").And.Contain("content-type"));
        }
    }

    [Test]
    public async Task Swagger_describes_every_route_with_its_refusals_and_every_event()
    {
        using var http = Server.Anonymous();
        var document = JsonDocument.Parse(await http.GetStringAsync("/swagger/v1/swagger.json")).RootElement;
        Assert.That((await http.GetAsync("/swagger/index.html")).StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Name: $"{operation.Name} {path.Name}", Operation: operation.Value)))
            .ToList();
        List<string> open = ["/health", "/login", "/password-reset/", "/magic-link/", "/callback"];
        var schemas = document.GetProperty("components").GetProperty("schemas");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(operations, Has.Count.GreaterThan(20));
            foreach (var (name, operation) in operations)
            {
                Assert.That(operation.TryGetProperty("summary", out var summary) ? summary.GetString() : null, Is.Not.Null.And.Not.Empty, name);
                var responses = operation.GetProperty("responses");
                Assert.That(responses.TryGetProperty("500", out _), Is.True, name);
                foreach (var response in responses.EnumerateObject().Where(response => response.Name[0] is '4' or '5'))
                    Assert.That(response.Value.ToString(), Does.Contain("application/problem+json").And.Contain("ErrorBody"), $"{name} {response.Name}");
                if (!open.Exists(path => name.Contains(path, StringComparison.Ordinal)))
                    Assert.That(responses.TryGetProperty("401", out _), Is.True, name);
            }
            var create = document.GetProperty("paths").GetProperty("/actions").GetProperty("post");
            Assert.That(create.GetProperty("parameters").ToString(), Does.Contain("x-version").And.Contain("1.0.0-beta1"));
            foreach (var (name, type) in LiveEventCatalogue.All)
                Assert.That(schemas.GetProperty($"{type.Name}Event").ToString(), Does.Contain($"\"{name}\""));
        }
    }

    [Test]
    public async Task The_live_page_is_at_the_root_and_asks_no_other_host()
    {
        using var http = Server.Anonymous();

        var page = await http.GetStringAsync("/");

        Assert.That(page, Does.Contain("live.js").And.Not.Match("(src|href)=\"https?://"));
    }

    [TestCase("Sse__KeepAlive", "00:00:00")]
    [TestCase("Sse__QueueCapacity", "0")]
    [TestCase("Sse__ReplayEvents", "-1")]
    [TestCase("Session__Lifetime", "00:00:00")]
    [TestCase("Database__Provider", "Oracle")]
    [TestCase("Cors__AllowedOrigins__0", "*")]
    [TestCase("Kestrel__Limits__MaxConcurrentConnections", "0")]
    public async Task A_wrong_setting_stops_the_server_at_start_and_names_itself(string key, string value)
    {
        using var folder = new TempFolder();
        await using var server = ServerProcess.Launch(folder, ServerProcess.FreeAddress(), new Dictionary<string, string> { [key] = value });

        await server.WaitForExitAsync(TimeSpan.FromSeconds(30));

        Assert.That(server.ExitCode, Is.Not.Zero);
        Assert.That(await server.OutputAsync(), Does.Contain(key.Split("__").Last(part => part != "0")));
    }

    [Test]
    public async Task A_database_that_does_not_answer_stops_the_start_after_a_while_and_is_named()
    {
        using var folder = new TempFolder();
        await using var server = ServerProcess.Launch(folder, ServerProcess.FreeAddress(), new Dictionary<string, string>
        {
            ["Database__Provider"] = "SqlServer", ["Database__StartTimeout"] = "00:00:01",
            ["ConnectionStrings__Database"] = "Server=127.0.0.1,1;Database=coaching;User Id=sa;Password=secret-word;Connect Timeout=1;TrustServerCertificate=true",
        });

        await server.WaitForExitAsync(TimeSpan.FromSeconds(30));

        var output = await server.OutputAsync();
        Assert.That((server.ExitCode, output), Is.EqualTo((1, output)));
        Assert.That(output, Does.Contain("The database cannot be used").And.Not.Contain("secret-word").And.Not.Contain("   at "));
    }

    [Test]
    public async Task A_schema_that_is_too_old_is_refused()
    {
        using var folder = new TempFolder();
        await using var server = ServerProcess.Launch(
            folder, ServerProcess.FreeAddress(), new Dictionary<string, string> { ["Database__MigrateOnStart"] = "false" });

        await server.WaitForExitAsync(TimeSpan.FromSeconds(30));

        Assert.That(server.ExitCode, Is.EqualTo(1));
        Assert.That(await server.OutputAsync(), Does.Contain("--migrate"));
    }

    [Test]
    public async Task The_first_start_says_where_to_go_and_who_can_sign_in()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        using var coach = await server.SignInAsync("coach@demo.test");

        server.Terminate();
        await server.WaitForExitAsync(TimeSpan.FromSeconds(15));

        var output = await server.OutputAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(output, Does.Contain($"{server.Address.ToString().TrimEnd('/')}/swagger"));
            foreach (var (email, _) in DemoData.People)
                Assert.That(output, Does.Contain(email));
            Assert.That(output, Does.Contain(DemoData.Password));
            Assert.That(output, Does.Not.Contain(coach.Cookie));
        }
    }

    [Test]
    public async Task Outside_development_there_are_no_demo_people_until_they_are_asked_for()
    {
        using var folder = new TempFolder();
        var production = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production" };
        await using (var migration = ServerProcess.Launch(folder, ServerProcess.FreeAddress(), production, "--migrate"))
        {
            await migration.WaitForExitAsync(TimeSpan.FromSeconds(30));
            Assert.That(migration.ExitCode, Is.Zero, await migration.OutputAsync());
        }
        await using var server = await ServerProcess.StartAsync(folder, environment: production);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = "coach@demo.test", ["password"] = DemoData.Password });
        using var before = await http.PostAsync("/login", form);

        await using (var seeding = ServerProcess.Launch(folder, ServerProcess.FreeAddress(), production, "--seed"))
            await seeding.WaitForExitAsync(TimeSpan.FromSeconds(30));
        using var after = await http.PostAsync("/login", form);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((before.StatusCode, after.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
            Assert.That(after.Headers.GetValues("Set-Cookie"), Has.Exactly(2).Contains("; Secure"));
        }
    }
}
