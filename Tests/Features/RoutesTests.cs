using CoachingPlatform.Tests.Support;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.Features;

/// <summary>No route is forgotten.</summary>
[Category("Features")]
public sealed class RoutesTests
{
    /// <summary>What belongs to services that are not connected has nothing but refusals to give.</summary>
    private static readonly string[] AlwaysRefused =
    [
        "GET /oauth/connections/{provider}", "DELETE /oauth/connections/{provider}", "POST /coaching_sessions/{id}/meeting_recording",
        "DELETE /coaching_sessions/{id}/meeting_recording", "GET /admin/tiptap/metrics/totals", "GET /admin/tiptap/metrics/per-org",
        "GET /admin/tiptap/metrics/abandoned", "POST /webhooks/recall_ai",
    ];

    /// <summary>
    /// The servers of the tests remember what they were asked. Other fixtures run at the same time, so this one waits for them.
    /// </summary>
    [Test]
    public async Task Every_route_was_called_with_success()
    {
        var routes = Routes().ToList();
        await Eventually.TrueAsync(
            () => !Missing().Any() || !PlatformServer.WasAskedWithin(TimeSpan.FromSeconds(20)),
            "every route is called, or nobody asks any more", seconds: 1_200);
        if (PlatformServer.AnsweredRoutes.Count < routes.Count / 2)
            Assert.Ignore("Only a few of the other tests have run.");

        Assert.That(Missing(), Is.Empty);

        IEnumerable<string> Missing() => routes.Where(
            route => !PlatformServer.AnsweredRoutes.TryGetValue(route, out var status)
                || (status >= 400 && !AlwaysRefused.Contains(route)));
    }

    /// <summary>Routes that are open to everybody, or that end what the other rows need, have access tests of their own.</summary>
    [Test]
    public void Every_route_was_asked_by_everybody()
    {
        string[] elsewhere =
        [
            "POST /login", "DELETE /delete", "GET /health", "GET /health/ready", "GET /demo", "GET /sse",
            "POST /admin/force_logout/{userId}",
            "POST /password-reset/request", "POST /password-reset/validate", "POST /password-reset/complete", "POST /email-change/confirm",
            "GET /calendar/{secret}.ics", "POST /unsubscribe/{token}", "GET /magic-link/validate", "POST /magic-link/complete-setup", "GET /oauth/{provider}/callback", "POST /webhooks/recall_ai",
            "DELETE /actions/{id}", "DELETE /agreements/{id}", "DELETE /goals/{id}", "DELETE /coaching_sessions/{id}",
            "DELETE /coaching_session_series/{id}",
        ];
        var asked = new[] { nameof(AccessTests.Who_may_what), nameof(AccessTests.Who_runs_what) }
            .SelectMany(test => typeof(AccessTests).GetMethod(test)!.GetCustomAttributes(typeof(TestCaseAttribute), false))
                .Cast<TestCaseAttribute>()
            .Select(row => ((string)row.Arguments[0]!).Split(' ', '?')).ToList();

        var forgotten = Routes().Except(elsewhere).Where(route => !asked.Exists(request => Matches(route.Split(' '), request)));

        Assert.That(forgotten, Is.Empty);
    }

    private static bool Matches(string[] route, string[] request) =>
        route[0] == request[0]
        && route[1].Split('/') is var pattern && request[1].Split('/') is var path && pattern.Length == path.Length
        && pattern.Zip(path).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.StartsWith('{')));

    private static IEnumerable<string> Routes() =>
        from endpoint in SharedServer.Instance.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is not null
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select $"{method} /{endpoint.RoutePattern.RawText}";
}
