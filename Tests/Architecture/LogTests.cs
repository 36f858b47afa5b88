using System.Reflection;
using CoachingPlatform.Application;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Sse;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Tests.Architecture;

public sealed class LogTests
{
    [Test]
    public void Every_line_of_the_log_has_a_number_and_a_name_of_its_own()
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;
        var lines = new[] { typeof(ISseBroadcaster), typeof(IAppDb), typeof(DemoData), typeof(Program) }
            .SelectMany(layer => layer.Assembly.GetTypes()).SelectMany(type => type.GetMethods(All))
            .Select(method => (method.Name, Line: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(method => method.Line is not null)
            .ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines, Has.Count.GreaterThan(20));
            Assert.That(lines.Select(line => line.Line!.EventId), Is.All.GreaterThan(0));
            Assert.That(lines.Select(line => line.Line!.EventId), Is.Unique);
            Assert.That(lines.Select(line => line.Name), Is.Unique);
        }
    }
}
