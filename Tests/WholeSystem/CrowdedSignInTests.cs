using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using CoachingPlatform.Web;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>Many who sign in at the same moment, and everybody else.</summary>
[Category("WholeSystem")]
[NonParallelizable]   // what it measures, others would disturb
public sealed class CrowdedSignInTests
{
    private const string Good = "an-entirely-new-phrase";
    private static readonly string[] People = ["coach@demo.test",
        "coachee@demo.test", "coachee2@demo.test", "admin@demo.test", "coach2@demo.test"];

    /// <summary>On an idle machine with two cores nothing takes a second here; before there were turns it took nine.</summary>
    [Test]
    public async Task While_many_sign_in_at_once_nobody_else_waits()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        using var coach = await server.SignInAsync("coach@demo.test");
        await using var stream = await coach.OpenStreamAsync();
        using var http = Person.ClientFor(server.Address, cookie: null);
        http.Timeout = TimeSpan.FromMinutes(5);

        var signingIn = Task.WhenAll(Enumerable.Range(0, 150).Select(i => SignInAsync(http, People[i % People.Length])));
        var slowest = TimeSpan.Zero;
        do
        {
            var watch = Stopwatch.StartNew();
            using (var health = await http.GetAsync("/health"))
                Assert.That(health.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            await coach.CreateActionAsync(DemoData.TodaysSessionId, "meanwhile");
            await stream.NextAsync("action_created");
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
        }
        while (!signingIn.IsCompleted);

        var answers = await signingIn;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(slowest, Is.LessThan(TimeSpan.FromSeconds(5)));
            Assert.That(answers.Distinct(), Is.SubsetOf(new[] { (200, (string?)null), (503, "busy") }));
            Assert.That(answers.Count(answer => answer.Status == 200), Is.GreaterThan(30));
        }
    }

    [Test]
    public async Task When_no_more_may_wait_for_a_turn_each_route_that_takes_one_says_when_to_come_back()
    {
        using var server = PlatformServer.Start();
        using var coach = await server.SignInAsync("coach@demo.test");
        using var crowd = new CancellationTokenSource();
        var turns = server.Services.GetRequiredService<PasswordTurns>();
        var waiting = new List<Task<IDisposable>>();
        do
            waiting.Add(turns.WaitAsync(crowd.Token));
        while (!waiting[^1].IsFaulted);

        var link = new { token = "t", password = Good, confirm_password = Good };
        foreach (var (method, path, body) in new (HttpMethod, string, HttpContent)[]
        {
            (HttpMethod.Post, "/login", Form("coach@demo.test")), (HttpMethod.Post, "/magic-link/complete-setup", JsonContent.Create(link)),
            (HttpMethod.Post, "/password-reset/complete", JsonContent.Create(link)),
            (HttpMethod.Put, $"/users/{coach.Id}/password", JsonContent.Create(
                new { current_password = DemoData.Password, new_password = Good, confirm_password = Good })),
        })
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            using var answer = await coach.Http.SendAsync(request);
            Assert.That(((int)answer.StatusCode, await ErrorAsync(answer)), Is.EqualTo((503, "busy")), path);
            Assert.That(answer.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(5)), path);
        }
        await crowd.CancelAsync();
        foreach (var turn in waiting.Where(turn => turn.IsCompletedSuccessfully))
            (await turn).Dispose();
        Assert.That((await SignInAsync(coach.Http, "coach@demo.test")).Status, Is.EqualTo(200), "who gives up waiting leaves the queue");
    }

    [Test]
    public async Task Who_sends_slowly_keeps_nobody_from_signing_in()
    {
        using var http = SharedServer.Instance.Anonymous();
        var slow = Enumerable.Range(0, 100).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp)).ToList();
        foreach (var socket in slow)
        {
            await socket.ConnectAsync("127.0.0.1", SharedServer.Instance.Address.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nemail="));
        }

        var answer = await SignInAsync(http, "coach@demo.test");

        slow.ForEach(socket => socket.Dispose());
        Assert.That(answer.Status, Is.EqualTo(200));
    }

    private static async Task<(int Status, string? Error)> SignInAsync(HttpClient http, string email)
    {
        using var answer = await http.PostAsync("/login", Form(email));
        return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? null : await ErrorAsync(answer));
    }

    private static FormUrlEncodedContent Form(string email) =>
        new(new Dictionary<string, string> { ["email"] = email, ["password"] = DemoData.Password });

    private static async Task<string?> ErrorAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString();
}
