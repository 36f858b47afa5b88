using System.Text.RegularExpressions;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>The dashboard in the documents asks for metrics that there are.</summary>
[Category("Features")]
public sealed partial class GrafanaTests
{
    [Test]
    public async Task Every_metric_of_the_dashboard_exists()
    {
        using var super = await SharedServer.Instance.SignInAsync("super@demo.test");
        var reading = await super.SendAsync(HttpMethod.Get, "/admin/metrics");
        var own = reading.GetProperty("metrics").EnumerateArray()
            .Select(metric => metric.GetProperty("name").GetString()!.Replace('.', '_')).ToList();
        var scraped = await super.Http.GetStringAsync("/metrics");

        var asked = MetricNames().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "grafana.json")))
            .Select(match => match.Value).Distinct().ToList();

        Assert.That(asked, Has.Count.GreaterThan(10));
        foreach (var name in asked)
            Assert.That(own.Contains(Suffix().Replace(name, "")) || scraped.Contains(name, StringComparison.Ordinal), Is.True, name);
    }

    [GeneratedRegex(@"\b(sse|outbox|mail|http_server|dotnet)_[a-z_]+")]
    private static partial Regex MetricNames();

    [GeneratedRegex("(_seconds)?(_bucket|_total)?$")]
    private static partial Regex Suffix();
}
