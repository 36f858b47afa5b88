using System.Net.Http.Json;
using System.Text.Json;

namespace CoachingPlatform.Tests.Features;

/// <summary>What Swagger UI fills in for somebody who tries a route out.</summary>
[Category("Features")]
public sealed class SwaggerExamplesTests : DemoServerTests
{
    /// <summary>They need the secret of a link in a message, or an outside service.</summary>
    private static readonly string[] NotToBeTried =
    [
        "/password-reset/validate", "/password-reset/complete", "/email-change/confirm", "/magic-link/complete-setup",
        "/unsubscribe/{token}", "/coaching_sessions/{id}/meeting_recording", "/webhooks/recall_ai", "/login",
    ];

    private static readonly string[] OfAdmins = ["/organizations/{organizationId}/", "/organizations/{id}/announcements", "/admin/force"];

    private static readonly string[] OfSuperAdmins = ["/organizations", "/admin/"];

    [Test]
    public async Task A_first_try_of_every_POST_succeeds()
    {
        using var http = Server.Anonymous();
        var document = await http.GetFromJsonAsync<JsonElement>("/swagger/v1/swagger.json");
        var tried = 0;

        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            if (!path.Value.TryGetProperty("post", out var post) || NotToBeTried.Contains(path.Name))
                continue;
            // who is no member yet is known to super admins alone
            var person = path.Name.EndsWith("/role", StringComparison.Ordinal) ? Super
                : OfAdmins.Any(path.Name.StartsWith) ? Admin : OfSuperAdmins.Any(path.Name.StartsWith) ? Super : Coach;
            var address = path.Name;
            foreach (var parameter in post.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [])
            {
                if (parameter.GetProperty("in").GetString() != "path")
                    continue;
                var place = $"{{{parameter.GetProperty("name").GetString()}}}";
                address = address.Replace(place, parameter.GetProperty("example").GetString(), StringComparison.Ordinal);
            }
            if (path.Name.EndsWith("/undo", StringComparison.Ordinal))
                await Coach.SendAsync(HttpMethod.Delete, address[..^"/undo".Length]);   // there is something to undo
            JsonElement? body = post.TryGetProperty("requestBody", out var described)
                ? described.GetProperty("content").GetProperty("application/json").GetProperty("example") : null;

            using var answer = await person.TrySendAsync(HttpMethod.Post, address, body);

            Assert.That((int)answer.StatusCode, Is.InRange(200, 299), $"{path.Name}: {await answer.Content.ReadAsStringAsync()}");
            tried++;
        }
        Assert.That(tried, Is.GreaterThan(20));
    }
}
