using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>What must never leave the process, looked for in everything that does.</summary>
[Category("WholeSystem")]
public sealed partial class SecretsTests
{
    private const string NewPassword = "a-brand-new-secret-phrase";

    /// <summary>The server says as much as it can, and every way in is tried, also wrongly.</summary>
    [Test]
    public async Task Cookies_passwords_links_and_hashes_are_in_no_log_line_and_no_error()
    {
        using var folder = new TempFolder();
        var port = ServerProcess.FreeAddress().Port;
        await using var smtp = await SmtpServer.StartAsync(port);
        var server = await ServerProcess.StartAsync(folder, environment: new Dictionary<string, string>
        {
            ["Logging__LogLevel__Default"] = "Debug",
            ["Logging__LogLevel__CoachingPlatform"] = "Trace",
            ["Logging__LogLevel__Microsoft.EntityFrameworkCore"] = "Debug",
            ["Mail__Smtp__Host"] = "127.0.0.1",
            ["Mail__Smtp__Port"] = $"{port}",
            ["Mail__Smtp__Security"] = "None",
        });
        using var coachee = await server.SignInAsync("coachee@demo.test");
        using var nobody = Person.ClientFor(server.Address, cookie: null);
        var errors = new StringBuilder();
        async Task TryAsync(HttpClient http, HttpMethod method, string path, object body)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
            using var answer = await http.SendAsync(request);
            if (!answer.IsSuccessStatusCode)
                errors.AppendLine(await answer.Content.ReadAsStringAsync());
        }

        using (var wrong = await nobody.PostAsync("/login", new FormUrlEncodedContent(
            new Dictionary<string, string> { ["email"] = "coachee@demo.test", ["password"] = "a-wrong-guess-at-it" })))
        {
            errors.AppendLine(await wrong.Content.ReadAsStringAsync());
        }
        await TryAsync(nobody, HttpMethod.Post, "/password-reset/request", new { email = "coachee@demo.test" });
        var token = Link().Match(await smtp.ReceivedAsync("Choose a new password")).Groups["token"].Value;
        await TryAsync(nobody,
            HttpMethod.Post, "/password-reset/complete", new { token, password = NewPassword, confirm_password = "another-secret-phrase" });
        await TryAsync(
            nobody, HttpMethod.Post, "/password-reset/complete", new { token = 5, password = NewPassword, confirm_password = NewPassword });
        await TryAsync(
            nobody, HttpMethod.Post, "/password-reset/complete", new { token, password = NewPassword, confirm_password = NewPassword });
        await TryAsync(
            nobody, HttpMethod.Post, "/password-reset/complete", new { token, password = NewPassword, confirm_password = NewPassword });
        await TryAsync(coachee.Http, HttpMethod.Get, "/organizations", new { });
        using var again = await Person.SignInAsync(server.Address, "coachee@demo.test", NewPassword);
        await TryAsync(again.Http, HttpMethod.Put, $"/users/{again.Id}/password",
            new { current_password = "a-wrong-guess-at-it", new_password = NewPassword, confirm_password = NewPassword });
        server.Terminate();
        var log = await server.OutputAsync();
        await server.DisposeAsync();

        Assert.That(log, Does.Contain("Executed DbCommand"), "the log says much");
        Assert.That(errors.ToString(), Does.Contain("invalid_or_expired_token"));
        foreach (var text in new[] { log.Replace(
            $"all with the password {DemoData.Password}", "", StringComparison.Ordinal), errors.ToString() })
        {
            foreach (var secret in new[] { DemoData.Password,
                NewPassword, "another-secret-phrase", "a-wrong-guess-at-it", coachee.Cookie, again.Cookie, token })
                Assert.That(text.Contains(secret, StringComparison.Ordinal), Is.False, secret);
            Assert.That(text, Does.Not.Contain("AQAAAA"), "the beginning of every password hash");
            Assert.That(text, Does.Not.Match(@"\n\s+at [A-Z]"), "a stack trace");
        }
    }

    [GeneratedRegex("/reset-password/(?<token>[A-Za-z0-9_-]{43})")]
    private static partial Regex Link();
}
