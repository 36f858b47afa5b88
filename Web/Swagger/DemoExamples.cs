using System.Text.Json;
using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.Agreements;
using CoachingPlatform.Application.Announcements;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Application.Goals;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Members;
using CoachingPlatform.Application.Notes;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Topics;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Infrastructure;

namespace CoachingPlatform.Web.Swagger;

/// <summary>Values that work in a database with the demo people, mostly for their coach and in today's session.</summary>
internal static class DemoExamples
{
    private const string Pair = "coach@demo.test coachee@demo.test";
    private const string Token = "the-last-part-of-the-link";

    private static readonly Guid Session = DemoData.TodaysSessionId;
    private static readonly Guid Relationship = DemoData.IdOf($"relationship {Pair}");
    private static readonly Guid Harbour = DemoData.IdOf("organization harbour");
    private static readonly Guid Coach = DemoData.IdOf("user coach@demo.test");
    private static readonly Guid Coachee = DemoData.IdOf("user coachee@demo.test");
    private static readonly Guid Goal = DemoData.IdOf($"goal {Pair} Give two tasks away for good");
    private static readonly Guid OpenGoal = DemoData.IdOf($"goal {Pair} Speak at the spring meeting");

    private static readonly Guid[] Topics = [.. DemoData.TopicsOfToday.Select(topic => DemoData.IdOf($"topic {Pair} {topic}"))];

    private static readonly object Weekly = new { frequency = "weekly", interval = 1, count = 4 };

    private static readonly Dictionary<Type, object> Bodies = new()
    {
        [typeof(RequestPasswordResetRequest)] = new { email = "coach@demo.test" },
        [typeof(ValidatePasswordResetRequest)] = new { token = Token },
        [typeof(SetPasswordRequest)] = new { token = Token, password = "a-password-of-my-own", confirm_password = "a-password-of-my-own" },
        [typeof(ConfirmEmailChangeRequest)] = new { token = Token },
        [typeof(CreateActionRequest)] = new
        {
            coaching_session_id = Session,
            body = "Write down what worked",
            status = "NotStarted",
            due_by = "2030-06-30T12:00:00Z",
            goal_id = Goal,
            assignee_ids = new[] { Coachee },
        },
        [typeof(UpdateActionRequest)] = new
        {
            coaching_session_id = Session,
            body = "Write down what worked, and why",
            status = "InProgress",
            due_by = "2030-06-30T12:00:00Z",
        },
        [typeof(ChangeActionStatusRequest)] = new { status = "Completed" },
        [typeof(CreateAgreementRequest)] = new { coaching_session_id = Session, body = "Each of us brings one example" },
        [typeof(UpdateAgreementRequest)] = new { coaching_session_id = Session, body = "Each of us brings two examples" },
        [typeof(AnnouncementRequest)] = new { message = "The server is updated tonight at ten. Nothing is lost." },
        [typeof(CreateCoachingRelationshipRequest)] = new { coach_id = DemoData.IdOf("user admin@demo.test"), coachee_id = Coachee },
        [typeof(CreateCoachingSessionRequest)] = new
        {
            coaching_relationship_id = Relationship,
            date = "2030-06-07T15:00:00Z",
            duration_minutes = 60,
            title = "Looking back",
        },
        [typeof(UpdateCoachingSessionRequest)] = new { date = "2030-06-08T15:00:00Z" },
        [typeof(RenameCoachingSessionRequest)] = new { title = "Delegating, second part" },
        [typeof(CreateCoachingSessionSeriesRequest)] = new
        {
            coaching_relationship_id = Relationship,
            start_at = "2030-09-02T15:00:00Z",
            duration_minutes = 60,
            recurrence = Weekly,
        },
        [typeof(RescheduleCoachingSessionSeriesRequest)] = new { start_at = "2030-09-03T15:00:00Z", recurrence = Weekly },
        [typeof(CreateGoalRequest)] = new
        {
            coaching_relationship_id = Relationship,
            title = "Hand over one meeting",
            body = "",
            status = "NotStarted",
            target_date = "2030-12-31",
        },
        [typeof(UpdateGoalRequest)] = new
        {
            coaching_relationship_id = Relationship,
            title = "Hand over two meetings",
            body = "",
            status = "InProgress",
        },
        [typeof(ChangeGoalStatusRequest)] = new { status = "Completed" },
        [typeof(LinkGoalRequest)] = new { goal_id = OpenGoal },
        [typeof(ForceLogoutRequest)] = new { reason = "Please sign in again." },
        [typeof(UpdateMailPreferencesRequest)] = new { reminders = false },
        [typeof(CreateMemberRequest)] = new
        {
            email = "new.member@demo.test",
            first_name = "Nora",
            last_name = "New",
            timezone = "Europe/Berlin",
        },
        [typeof(AttachMemberRequest)] = new { role = "User", coach_id = Coach },
        [typeof(ChangeRoleRequest)] = new { role = "Admin" },
        [typeof(CreateNoteRequest)] = new { coaching_session_id = Session, body = "Tried it twice, and it went well." },
        [typeof(UpdateNoteRequest)] = new { coaching_session_id = Session, body = "Tried it three times." },
        [typeof(OrganizationRequest)] = new { name = "Demo Orchard" },
        [typeof(CreateTopicRequest)] = new { body = "What helped last week", priority = "High" },
        [typeof(UpdateTopicRequest)] = new { body = "What helped, and what did not" },
        [typeof(ReorderTopicsRequest)] = new { ordered_ids = Topics.Reverse() },
        [typeof(RateTopicRequest)] = new { priority = "Low" },
        [typeof(ChangeTopicStatusRequest)] = new { status = "Discussed" },
        [typeof(UpdateUserRequest)] = new { display_name = "Cleo" },
        [typeof(ChangePasswordRequest)] = new
        {
            current_password = "the-password-until-now",
            new_password = "a-password-of-my-own",
            confirm_password = "a-password-of-my-own",
        },
    };

    /// <summary>JSON that the route takes; null when there is none for this type.</summary>
    public static string? BodyOf(Type request) => Bodies.TryGetValue(request, out var body) ? JsonSerializer.Serialize(body) : null;

    /// <param name="path">Of the route; what <c>id</c> is depends on it.</param>
    /// <returns>Null when there is none.</returns>
    public static string? ParameterOf(string name, string path) => (name, path) switch
    {
        ("secret" or "token", _) => Token,
        ("provider", _) => "zoom",
        ("email", _) => "coachee@demo.test",
        ("from_date", _) => "2020-01-01",
        ("to_date", _) => "2040-01-01",
        ("organizationId", _) => Harbour.ToString(),
        ("relationshipId" or "coaching_relationship_id", _) => Relationship.ToString(),
        ("sessionId" or "coaching_session_id", _) => Session.ToString(),
        ("goalId", _) => Goal.ToString(),
        ("topicId", _) => Topics[0].ToString(),
        ("userId", _) when path.EndsWith("resend-invite", StringComparison.Ordinal) => DemoData.IdOf("user invited@demo.test").ToString(),
        ("userId", _) when path.EndsWith("role", StringComparison.Ordinal) => DemoData.IdOf("user outsider@demo.test").ToString(),
        ("userId", _) when path.StartsWith("users/", StringComparison.Ordinal) => Coach.ToString(),
        ("userId", _) => Coachee.ToString(),
        ("id", _) => path.Split('/')[0] switch
        {
            "actions" => DemoData.IdOf($"action {Pair} {DemoData.ActionOfToday}").ToString(),
            "agreements" => DemoData.IdOf($"agreement {Pair} {DemoData.AgreementOfToday}").ToString(),
            "coaching_sessions" => Session.ToString(),
            "coaching_session_series" => DemoData.IdOf("series cleo-emma").ToString(),
            "goals" => Goal.ToString(),
            "notes" => DemoData.IdOf($"note {Pair}").ToString(),
            "organizations" => Harbour.ToString(),
            "users" => Coach.ToString(),
            _ => null,
        },
        _ => null,
    };
}
