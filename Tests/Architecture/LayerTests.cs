using System.Reflection;
using CoachingPlatform.Application;
using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Sse;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Tests.Architecture;

/// <summary>The arrows between the layers. Who adds one here changes the picture in docs/architecture.md too.</summary>
public sealed class LayerTests
{
    private static readonly Dictionary<string, Assembly> Layers = new()
    {
        ["Domain"] = typeof(PlatformException).Assembly,
        ["Sse"] = typeof(ISseBroadcaster).Assembly,
        ["Application"] = typeof(IAppDb).Assembly,
        ["Infrastructure"] = typeof(DemoData).Assembly,
        ["Web"] = typeof(Program).Assembly,
        ["Tools.SseTestClient"] = Assembly.Load("CoachingPlatform.Tools.SseTestClient"),
    };

    [TestCase("Domain")]
    [TestCase("Sse")]
    [TestCase("Application", "Domain", "Sse")]
    [TestCase("Infrastructure", "Application", "Domain", "Sse")]
    [TestCase("Web", "Application", "Domain", "Infrastructure", "Sse")]
    [TestCase("Tools.SseTestClient")]
    public void A_layer_knows_these_and_no_other(string layer, params string[] others) =>
        Assert.That(Ours(Layers[layer]), Is.EquivalentTo(others));

    [Test]
    public void The_domain_uses_no_package() =>
        Assert.That(Layers["Domain"].GetReferencedAssemblies().Select(name => name.Name), Is.All.StartsWith("System"));

    [Test]
    public void The_live_channel_knows_no_web_framework_and_no_database() =>
        Assert.That(
            Layers["Sse"].GetReferencedAssemblies().Select(name => name.Name),
            Has.None.StartsWith("Microsoft.AspNetCore").And.None.StartsWith("Microsoft.EntityFrameworkCore"));

    [Test]
    public void Controllers_are_given_services_and_nothing_to_go_round_them()
    {
        var given = Layers["Web"].GetTypes()
            .Where(type => type.Name.EndsWith(
                "Controller", StringComparison.Ordinal) && type.Name != "HealthController")   // which asks about the database
            .SelectMany(type => type.GetConstructors().SelectMany(constructor => constructor.GetParameters()))
            .Select(parameter => parameter.ParameterType)
            .ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(given, Has.Count.GreaterThan(15));
            Assert.That(
                given.Where(type => !(type.Namespace!.StartsWith(
                    "CoachingPlatform.Application.", StringComparison.Ordinal) && type.Name.EndsWith("Service", StringComparison.Ordinal))),
                Is.EquivalentTo(new[] { typeof(ISseBroadcaster), typeof(IOptions<SseOptions>) }), "the live channel is the other thing");
        }
    }

    private static IEnumerable<string> Ours(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(name => name.Name!)
        .Where(name => name.StartsWith("CoachingPlatform.", StringComparison.Ordinal))
        .Select(name => name["CoachingPlatform.".Length..]);
}
