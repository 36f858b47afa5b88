using System.Security.Cryptography;
using System.Text;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Actions;
using CoachingPlatform.Domain.Agreements;
using CoachingPlatform.Domain.CoachingRelationships;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Goals;
using CoachingPlatform.Domain.Notes;
using CoachingPlatform.Domain.Organizations;
using CoachingPlatform.Domain.Topics;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Infrastructure;

/// <summary>The demo people, their organizations and enough work to try everything.</summary>
public sealed class DemoData
{
    public const string Password = "coach-the-team-well";

    /// <summary>Address and part of everybody who can sign in, for the console and the documents.</summary>
    public static readonly IReadOnlyList<(string Email, string Part)> People =
    [
        ("coach@demo.test", "coach of the next two"),
        ("coachee@demo.test", "coachee"),
        ("coachee2@demo.test", "coachee"),
        ("admin@demo.test", "administrator of Demo Harbour"),
        ("super@demo.test", "super admin"),
        ("coach2@demo.test", "coach in another organization, Demo Meadow"),
        ("outsider@demo.test", "coachee of coach2"),
    ];

    /// <summary>Today's session of coach and coachee; the same in every demo database, so that documents can name it.</summary>
    public static readonly Guid TodaysSessionId = IdOf("session coach@demo.test coachee@demo.test today");

    /// <summary>What stands in that session, for examples.</summary>
    public const string ActionOfToday = "Share the delegation checklist";

    public const string AgreementOfToday = "One experiment until next week";

    public static readonly IReadOnlyList<string> TopicsOfToday = ["What to give away first", "How to say no", "Holiday cover"];

    private readonly AppDb _db;
    private readonly DateTime _now;
    private readonly string _passwordHash;

    private DemoData(AppDb db, DateTime now, string passwordHash) => (_db, _now, _passwordHash) = (db, now, passwordHash);

    /// <summary>Fills an empty database; does nothing, and returns false, where there are users already.</summary>
    /// <exception cref="StartFailedException">The database does not answer, or refuses.</exception>
    /// <param name="size">Coaching relationships beside those of the demo people.</param>
    public static Task<bool> SeedAsync(IServiceProvider services, int size = 0, CancellationToken ct = default) =>
        DatabaseSetup.WhenReachableAsync(services, async db =>
        {
            if (await db.Users.AnyAsync(ct))
                return false;
            var hash = await services.GetRequiredService<IPasswordHasher>().HashAsync(Password, ct);
            var now = services.GetRequiredService<TimeProvider>().UtcNow();
            try
            {
                return await db.InTransactionAsync(async () =>
                {
                    new DemoData(db, now, hash).Fill();
                    await new DemoCrowd(db, now, hash).AddAsync(size, ct);
                    return true;
                }, ct);
            }
            catch (ConflictException)
            {
                return false;   // another instance started at the same moment, and was faster
            }
        }, ct);

    private void Fill()
    {
        var harbour = Add(Organization.Create("Demo Harbour", null, _now), "organization harbour");
        var meadow = Add(Organization.Create("Demo Meadow", null, _now.AddSeconds(1)), "organization meadow");

        var super = AddUser("super@demo.test", "Sam", "Super", "UTC");
        _db.Add(UserRole.SuperAdmin(super.Id, _now));
        AddMember(harbour, Role.Admin, "admin@demo.test", "Ada", "Admin", "Europe/London");
        var coach = AddMember(harbour, Role.User, "coach@demo.test", "Cleo", "Coach", "Europe/Oslo");
        var coachee = AddMember(harbour, Role.User, "coachee@demo.test", "Eli", "Coachee", "America/New_York");
        var coachee2 = AddMember(harbour, Role.User, "coachee2@demo.test", "Emma", "Coachee", "Asia/Tokyo");
        var coach2 = AddMember(meadow, Role.User, "coach2@demo.test", "Cody", "Coach", "UTC");
        var outsider = AddMember(meadow, Role.User, "outsider@demo.test", "Otto", "Outsider", "UTC");

        Relate(harbour, coach, coachee, _now);
        var second = Relate(harbour, coach, coachee2, _now.AddSeconds(1));
        AddInvited(harbour);
        var archived = Add(Organization.Create("Demo Quay", null, _now.AddSeconds(2)), "organization quay");
        archived.Archive(super.Id, _now.AddSeconds(2));

        Relate(meadow, coach2, outsider, _now.AddSeconds(2));
        PlanSeries(second, coach);
    }

    /// <summary>Four sessions, every second week; nobody has opened them yet.</summary>
    private void PlanSeries(CoachingRelationship relationship, User coach)
    {
        var rule = new SeriesRule(
            _now.Date.AddDays(14).AddHours(9), new Recurrence(RecurrenceFrequency.Biweekly, 1, null, 4, null),
            coach.DefaultCoachingSessionDurationMinutes);
        var series = Add(CoachingSessionSeries.Create(relationship.Id, rule, coach.Id, _now), $"series {relationship.Slug}");
        _db.AddRange(series.Plan(_now));
    }

    /// <summary>Somebody who has not answered their invitation; no message is sent, but it can be sent again.</summary>
    private void AddInvited(Organization organization)
    {
        var invited = Add(User.Create("invited@demo.test", "Ina", "Invited", ZoneOf("Europe/Berlin"), _now), "user invited@demo.test");
        _db.Add(UserRole.Member(invited.Id, organization.Id, Role.User, _now));
        _db.Add(AccountLink.Create(invited.Id, AccountLinkPurpose.Setup, _now.AddHours(72)));
    }

    private User AddMember(Organization organization, Role role, string email, string firstName, string lastName, string timezone)
    {
        var user = AddUser(email, firstName, lastName, timezone);
        _db.Add(UserRole.Member(user.Id, organization.Id, role, _now));
        return user;
    }

    private User AddUser(string email, string firstName, string lastName, string timezone)
    {
        var user = Add(User.Create(email, firstName, lastName, ZoneOf(timezone), _now), $"user {email}");
        user.ChangePassword(_passwordHash, _now);
        return user;
    }

    /// <summary>A machine without tzdata knows no zone but UTC.</summary>
    private static string ZoneOf(string timezone) => TimeZones.Exist(timezone) ? timezone : "UTC";

    /// <summary>
    /// A past session, one today and one to come, with goals, actions and topics in different states, agreements and a note.
    /// </summary>
    private CoachingRelationship Relate(Organization organization, User coach, User coachee, DateTime since)
    {
        var name = $"{coach.Email} {coachee.Email}";
        var relationship = Add(
            CoachingRelationship.Create(organization.Id, coach.Id, coach.FirstName, coachee.Id, coachee.FirstName, since),
            $"relationship {name}");
        var documents = $"{organization.Slug}.{relationship.Slug}";
        // the quarter of an hour that has begun: whole zones and halves and quarters of one all call it today
        var today = _now.AddTicks(-(_now.Ticks % TimeSpan.FromMinutes(15).Ticks));
        CoachingSession AddSession(string when, DateTime date, string? title) => Add(
            CoachingSession.Create(relationship.Id, date, coach.DefaultCoachingSessionDurationMinutes, title, null, null, documents, _now),
            $"session {name} {when}");

        var past = AddSession("past", today.AddDays(-7), "First steps");
        var present = AddSession("today", today, "Delegating with confidence");
        AddSession("future", today.AddDays(7), null);

        AddTexts(name, past, present, coach, coachee);
        Goal AddGoal(string title, ItemStatus status, int daysToTarget, int order) => Add(
            Goal.Create(
                relationship.Id, past.Id, coachee.Id, title, "", status, DateOnly.FromDateTime(today.AddDays(daysToTarget)),
                _now.AddSeconds(order)),
            $"goal {name} {title}");
        var giveAway = AddGoal("Give two tasks away for good", ItemStatus.InProgress, 30, 0);
        var feedback = AddGoal("Ask for feedback every week", ItemStatus.InProgress, 60, 1);
        AddGoal("Speak at the spring meeting", ItemStatus.OnHold, 120, 2);
        AddGoal("Write a role description", ItemStatus.Completed, -7, 3);
        foreach (var session in new[] { past, present })
            _db.AddRange(
                CoachingSessionGoal.Create(session.Id, giveAway.Id, _now), CoachingSessionGoal.Create(session.Id, feedback.Id, _now));
        _db.Add(ActionItem.Create(
            past.Id, giveAway.Id, coach.Id, "Write down what went well this week", today.AddDays(-1), ItemStatus.Completed, [coachee.Id],
            _now));
        _db.Add(ActionItem.Create(
            past.Id, feedback.Id, coachee.Id, "Ask two colleagues for feedback", today.AddDays(1), ItemStatus.InProgress, [coachee.Id],
            _now.AddSeconds(1)));
        Add(ActionItem.Create(
                present.Id, giveAway.Id, coach.Id, ActionOfToday, today.AddDays(2), ItemStatus.NotStarted, [coach.Id], _now),
            $"action {name} {ActionOfToday}");
        _db.Add(ActionItem.Create(
            present.Id, null, coachee.Id, "Hand over the weekly report", null, ItemStatus.OnHold, [], _now.AddSeconds(1)));
        return relationship;
    }

    private void AddTexts(string name, CoachingSession past, CoachingSession present, User coach, User coachee)
    {
        _db.Add(Agreement.Create(past.Id, coach.Id, "We start and end on time", _now));
        _db.Add(Agreement.Create(past.Id, coachee.Id, "What is said here stays here", _now.AddSeconds(1)));
        Add(Agreement.Create(present.Id, coach.Id, AgreementOfToday, _now), $"agreement {name} {AgreementOfToday}");
        TopicPriority[] priorities = [TopicPriority.High, TopicPriority.Medium, TopicPriority.Low];
        foreach (var (place, body) in TopicsOfToday.Index())
            Add(Topic.Create(present.Id, coachee.Id, body, priorities[place], place, _now), $"topic {name} {body}");
        var discussed = Topic.Create(past.Id, coach.Id, "Getting to know each other", null, 0, _now);
        discussed.ChangeStatus(TopicStatus.Discussed, _now);
        _db.Add(discussed);
        Add(Note.Create(past.Id, coach.Id, "Wants to give work away, and finds it hard to let go.", _now), $"note {name}");
    }

    /// <summary>Demo rows have the same id in every database; all others have a random one.</summary>
    private T Add<T>(T entity, string name) where T : class
    {
        var entry = _db.Entry(entity);
        entry.Property("Id").CurrentValue = IdOf(name);
        entry.State = EntityState.Added;
        return entity;
    }

    /// <summary>A version-4 style id made from a name: of a demo row, for example <c>user coach@demo.test</c>.</summary>
    public static Guid IdOf(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
