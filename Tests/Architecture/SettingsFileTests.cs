using CoachingPlatform.Application;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Architecture;

public sealed class SettingsFileTests
{
    [Test]
    public void The_file_of_settings_names_each_of_them()
    {
        using var file = Repository.ReadSettings();
        var sections = new[] { typeof(ISseBroadcaster), typeof(IAppDb), typeof(DemoData), typeof(Program) }
            .SelectMany(layer => layer.Assembly.GetTypes()).Select(type => type.GetField("Section")?.GetRawConstantValue() as string)
            .OfType<string>().ToList();

        Assert.That(sections, Has.Count.GreaterThan(8));
        Assert.That(sections.Where(name => !file.RootElement.TryGetProperty(name.Split(':')[0], out _)), Is.Empty);
    }
}
