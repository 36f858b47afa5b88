using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Actions;
using CoachingPlatform.Domain.CoachingRelationships;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Goals;
using CoachingPlatform.Domain.Organizations;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure.Persistence;

namespace CoachingPlatform.Infrastructure;

/// <summary>
/// Many people who coach each other, beside the demo people, to see what a large platform is like: organizations of 5 coaches with 10
/// coachees each, who meet every week, from 40 weeks ago to 10 weeks from now. They sign in with the password of the demo people,
/// for example as <c>coach1@crowd.test</c> and <c>coachee1@crowd.test</c>.
/// </summary>
public sealed class DemoCrowd(AppDb db, DateTime now, string passwordHash)
{
    /// <summary>Coaching relationships; as many take a few minutes and about a gigabyte.</summary>
    public const int MaxSize = 10_000;

    private const int CoacheesPerCoach = 10;
    private const int CoacheesPerOrganization = 50;
    private const int PastSessions = 40;
    private const int Sessions = 50;
    private const int ActionsPerSession = 4;

    /// <summary>Saves before each coach, so that the memory it takes does not grow with the size.</summary>
    public async Task AddAsync(int relationships, CancellationToken ct)
    {
        Organization? organization = null;
        User? coach = null;
        for (var i = 0; i < relationships; i++)
        {
            if (i % CoacheesPerOrganization == 0)
            {
                organization = Organization.Create($"Crowd {i / CoacheesPerOrganization + 1}", null, now.AddSeconds(i));
                db.Add(organization);
            }
            if (i % CoacheesPerCoach == 0)
            {
                await db.SaveChangesAsync(ct);
                db.ChangeTracker.Clear();
                coach = AddMember(organization!, $"coach{i / CoacheesPerCoach + 1}", "Coach", i);
            }
            AddRelationship(organization!, coach!, AddMember(organization!, $"coachee{i + 1}", "Coachee", i), i);
        }
    }

    private User AddMember(Organization organization, string name, string lastName, int place)
    {
        var user = User.Create($"{name}@crowd.test", $"{char.ToUpperInvariant(name[0])}{name[1..]}", lastName, "UTC", now.AddSeconds(place));
        user.ChangePassword(passwordHash, now);
        db.AddRange(user, UserRole.Member(user.Id, organization.Id, Role.User, now));
        return user;
    }

    private void AddRelationship(Organization organization, User coach, User coachee, int place)
    {
        var relationship = CoachingRelationship.Create(
            organization.Id, coach.Id, coach.FirstName, coachee.Id, coachee.FirstName, now.AddSeconds(place));
        db.Add(relationship);
        var documents = $"{organization.Slug}.{relationship.Slug}";
        // one hour after the other, so that a coach is not in two sessions at once
        var first = now.Date.AddDays(-7 * PastSessions).AddHours(7 + place % CoacheesPerCoach);
        Goal? goal = null;
        for (var week = 0; week < Sessions; week++)
        {
            var date = first.AddDays(7 * week);
            var session = CoachingSession.Create(
                relationship.Id, date, coach.DefaultCoachingSessionDurationMinutes, $"Week {week + 1}", null, null, documents, now);
            db.Add(session);
            if (goal is null || week % 10 == 0)
            {
                goal = Goal.Create(
                    relationship.Id, session.Id, coachee.Id, $"Goal of ten weeks from week {week + 1}", "",
                    week < PastSessions - 10 ? ItemStatus.Completed : ItemStatus.InProgress, DateOnly.FromDateTime(date.AddDays(70)), now);
                db.Add(goal);
            }
            db.Add(CoachingSessionGoal.Create(session.Id, goal.Id, now));
            for (var i = 0; i < ActionsPerSession; i++)
            {
                db.Add(ActionItem.Create(
                    session.Id, i == 0 ? goal.Id : null, coach.Id, $"Step {i + 1} after week {week + 1}", date.AddDays(7),
                    week < PastSessions ? ItemStatus.Completed : ItemStatus.NotStarted, i == 0 ? [coachee.Id] : [], now.AddSeconds(i)));
            }
        }
    }
}
