using AutoMapper;
using CoachingPlatform.Application;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Domain;
using Microsoft.Extensions.Logging.Abstractions;

namespace CoachingPlatform.Tests.Application;

public sealed class MappingTests
{
    [Test]
    public void Every_member_of_every_answer_has_a_source() =>
        new MapperConfiguration(mapping => mapping.AddMaps(typeof(ApplicationServices).Assembly), NullLoggerFactory.Instance)
            .AssertConfigurationIsValid();

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

    [Test]
    public void Who_has_left_the_organization_is_neither_let_in_nor_told()
    {
        var (coach, coachee) = (Guid.NewGuid(), Guid.NewGuid());
        var participants = new Participants(Guid.NewGuid(), Guid.NewGuid(), coach, coachee, CoachIsMember: true, CoacheeIsMember: false);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(participants.Recipients, Is.EqualTo(new[] { coach }));
            Assert.That(() => participants.Require(coachee), Throws.TypeOf<ForbiddenException>());
            Assert.That(() => participants.Require(Guid.NewGuid()), Throws.TypeOf<ForbiddenException>());
            Assert.That(() => participants.RequireCoach(coachee), Throws.TypeOf<ForbiddenException>());
            Assert.That(participants.RequireCoach(coach), Is.SameAs(participants));
        }
    }
}
