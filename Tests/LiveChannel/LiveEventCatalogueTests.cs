using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Tests.LiveChannel;

[Category("LiveChannel")]
public sealed class LiveEventCatalogueTests
{
    [Test]
    public void The_catalogue_names_exactly_the_events_there_are() =>
        Assert.That(LiveEventCatalogue.All.Select(entry => entry.Name), Is.EqualTo(new[]
        {
            "action_created", "action_deleted", "action_updated", "agreement_created", "agreement_deleted", "agreement_updated",
            "announcement",
            "coaching_session_created", "coaching_session_deleted", "coaching_session_goal_created", "coaching_session_goal_deleted",
            "coaching_session_series_changed", "coaching_session_title_updated", "coaching_session_updated", "force_logout", "goal_created",
            "goal_deleted", "goal_updated", "membership_changed", "notes_changed", "organization_changed", "stream_reset", "topics_changed",
        }));
}
