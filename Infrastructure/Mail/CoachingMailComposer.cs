using System.Globalization;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Topics;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Mail;
using CoachingPlatform.Domain.Topics;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure.Calendar;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>
/// Writes the messages about sessions, series and actions, from what is stored at that moment: what was changed again since is not told
/// twice, and who has left the organization is told nothing.
/// </summary>
internal sealed class CoachingMailComposer(
    AppDb db, IOptions<MailOptions> options, LinkAddresses addresses, MailPreferencesService preferences, TimeProvider clock)
{
    private const string Unchanged = "Unchanged";

    /// <returns>Null when there is nobody, or nothing, to write about any more.</returns>
    public async Task<(MimeMessage Message, string Link)?> ComposeAsync(MailJob job, CancellationToken ct) => job switch
    {
        SessionScheduledMail mail => await SessionAsync(mail.UserId, mail.SessionId, null, ct),
        SessionRescheduledMail mail => await SessionAsync(mail.UserId, mail.SessionId, mail, ct),
        SessionCancelledMail mail => await CancelledAsync(mail, ct),
        SeriesScheduledMail mail => await SeriesAsync(mail.UserId, mail.SeriesId, null, ct),
        SeriesRescheduledMail mail => await SeriesAsync(mail.UserId, mail.SeriesId, mail.PreviousRule, ct),
        SeriesCancelledMail mail => await SeriesCancelledAsync(mail, ct),
        ActionAssignedMail mail => await ActionAsync(mail, ct),
        SessionReminderMail mail => await ReminderAsync(mail, ct),
        _ => throw new ArgumentOutOfRangeException(nameof(job), job.GetType().Name, "Nobody knows how to write this message."),
    };

    /// <summary>Remembers that a coachee was told where their session has moved to: they need no reminder on short notice.</summary>
    public Task SentAsync(MailJob job, CancellationToken ct) => job is not SessionRescheduledMail moved ? Task.CompletedTask
        : db.CoachingSessions
            .Where(s => s.Id == moved.SessionId
                && db.CoachingRelationships.Any(r => r.Id == s.CoachingRelationshipId && r.CoacheeId == moved.UserId))
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.NoticeGivenAt, clock.UtcNow()), ct);

    /// <param name="moved">What was told before; null: nothing.</param>
    private async Task<(MimeMessage, string)?> SessionAsync(
        Guid userId, Guid sessionId, SessionRescheduledMail? moved, CancellationToken ct)
    {
        var session = await db.CoachingSessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == sessionId, ct);
        if (session is null || await MeetingAsync(session.CoachingRelationshipId, userId, ct) is not { } meeting)
            return null;
        if (moved is not null && (moved.PreviousStart, moved.PreviousMinutes) == (session.Date, session.DurationMinutes))
            return null;   // moved away and back
        var words = meeting.Words;
        var text = moved is null
            ? meeting.Text($"New coaching session: {words.When(session.Date)}", $"{meeting.Other} has a coaching session with you:")
            : meeting.Text(
                $"Coaching session {(moved.PreviousStart == session.Date ? "changed" : "moved")}: {words.When(session.Date)}",
                "Your coaching session has changed:");
        text = text with
        {
            Link = addresses.OfSession(sessionId),
            LinkText = "Open the session",
            Facts =
            [
                ("Date", words.Date(session.Date)),
                ("Time", words.Time(session.Date)),
                ("Duration", MailWords.Duration(session.DurationMinutes)),
                ("Before", moved is null ? "" : Before(moved, session, words)),
                ("With", meeting.Other),
                ("Title", session.Title ?? ""),
                ("Organization", meeting.Organization),
                ("Meeting", session.MeetingUrl ?? ""),
            ],
        };
        var invite = meeting.InviteToOne(
            session.Id, session.CoachingSessionSeriesId, session.IcalRecurrenceId, session.IcalSequence, session.Date,
            session.DurationMinutes, await DescriptionAsync(session, withTopics: true, ct)) is { } one
            ? one with { MeetingUrl = session.MeetingUrl }
            : null;
        return await WriteAsync(meeting, text, MailKind.Invitations, ct, invite);
    }

    private static string Before(SessionRescheduledMail moved, CoachingSession session, MailWords words) => string.Join(", ", new[]
    {
        moved.PreviousStart == session.Date ? Unchanged : words.When(moved.PreviousStart),
        moved.PreviousMinutes == session.DurationMinutes ? "" : MailWords.Duration(moved.PreviousMinutes),
    }.Where(part => part.Length > 0));

    private async Task<(MimeMessage, string)?> CancelledAsync(SessionCancelledMail mail, CancellationToken ct)
    {
        if (await MeetingAsync(mail.RelationshipId, mail.UserId, ct) is not { } meeting)
            return null;
        var words = meeting.Words;
        var text = meeting.Text($"Coaching session cancelled: {words.When(mail.Start)}", "This coaching session will not take place:") with
        {
            Facts =
            [
                ("Date", words.Date(mail.Start)),
                ("Time", words.Time(mail.Start)),
                ("With", meeting.Other),
                ("Organization", meeting.Organization),
            ],
        };
        var invite = meeting.InviteToOne(
            mail.SessionId, mail.SeriesId, mail.RecurrenceId, mail.Sequence, mail.Start, mail.Minutes,
            "This coaching session was cancelled.") is { } one
            ? one with { IsCancelled = true }
            : null;
        return await WriteAsync(meeting, text, MailKind.Invitations, ct, invite);
    }

    /// <param name="previous">The rule that was told before; null: none.</param>
    private async Task<(MimeMessage, string)?> SeriesAsync(Guid userId, Guid seriesId, SeriesRule? previous, CancellationToken ct)
    {
        var series = await db.CoachingSessionSeries.AsNoTracking().SingleOrDefaultAsync(s => s.Id == seriesId, ct);
        if (series is null || series.Rule == previous || await MeetingAsync(series.CoachingRelationshipId, userId, ct) is not { } meeting)
            return null;
        var sessions = await db.CoachingSessions.AsNoTracking()
            .Where(s => s.CoachingSessionSeriesId == seriesId && s.Date >= series.Rule.StartAt).OrderBy(s => s.Date).ToListAsync(ct);
        if (sessions.Count == 0)
            return null;
        var (words, rule, first, last) = (meeting.Words, series.Rule, sessions[0], sessions[^1]);
        var text = previous is null
            ? meeting.Text(
                $"New coaching sessions: {words.Cadence(rule)}", $"{meeting.Other} has coaching sessions with you that repeat:")
            : meeting.Text($"Coaching sessions changed: {words.Cadence(rule)}", "Your repeating coaching sessions have changed:");
        text = text with
        {
            Link = addresses.OfSession(first.Id),
            LinkText = "Open the first session",
            Facts =
            [
                ("Repeats", words.Cadence(rule)),
                ("Sessions", sessions.Count.ToString(CultureInfo.InvariantCulture)),
                ("First", words.When(first.Date)),
                ("Last", words.Date(last.Date)),
                ("Duration", MailWords.Duration(rule.DurationMinutes)),
                ("First before", previous is null ? "" : previous.StartAt == rule.StartAt ? Unchanged : words.When(previous.StartAt)),
                ("Repeated before", previous is null ? ""
                    : words.Cadence(previous) == words.Cadence(rule) ? Unchanged : words.Cadence(previous)),
                ("With", meeting.Other),
                ("Organization", meeting.Organization),
            ],
        };
        var invite = meeting.Invite(
            seriesId, series.IcalSequence, rule.StartAt, rule.DurationMinutes, await DescriptionAsync(first, withTopics: false, ct)) with
        {
            Rule = rule,
            MeetingUrl = first.MeetingUrl,
        };
        return await WriteAsync(meeting, text, MailKind.Invitations, ct, invite);
    }

    private async Task<(MimeMessage, string)?> SeriesCancelledAsync(SeriesCancelledMail mail, CancellationToken ct)
    {
        if (await MeetingAsync(mail.RelationshipId, mail.UserId, ct) is not { } meeting)
            return null;
        var words = meeting.Words;
        var text = meeting.Text("Coaching sessions cancelled", "These repeating coaching sessions will not take place:") with
        {
            Facts =
            [
                ("Repeated", words.Cadence(mail.Rule)),
                ("Sessions", mail.Count.ToString(CultureInfo.InvariantCulture)),
                ("First", words.Date(mail.First)),
                ("Last", words.Date(mail.Last)),
                ("With", meeting.Other),
                ("Organization", meeting.Organization),
            ],
        };
        var invite = meeting.Invite(
            mail.SeriesId, mail.Sequence, mail.Rule.StartAt, mail.Rule.DurationMinutes, "These coaching sessions were cancelled.") with
        {
            Rule = mail.Rule,
            IsCancelled = true,
        };
        return await WriteAsync(meeting, text, MailKind.Invitations, ct, invite);
    }

    private async Task<(MimeMessage, string)?> ActionAsync(ActionAssignedMail mail, CancellationToken ct)
    {
        var action = await db.Actions.AsNoTracking().Include(a => a.Assignees).SingleOrDefaultAsync(a => a.Id == mail.ActionId, ct);
        if (action is null || action.Assignees.All(assignee => assignee.UserId != mail.UserId))
            return null;
        var relationshipId = await db.CoachingSessions.Where(s => s.Id == action.CoachingSessionId).Select(s => s.CoachingRelationshipId)
            .SingleAsync(ct);
        if (await MeetingAsync(relationshipId, mail.UserId, ct) is not { } meeting)
            return null;
        var assigner = mail.AssignerId == meeting.Coach.Id ? meeting.Coach : meeting.Coachee;
        var goal = await db.Goals.Where(g => g.Id == action.GoalId).Select(g => g.Title).SingleOrDefaultAsync(ct);
        var text = meeting.Text(
            $"New action: {Shortened(action.Body ?? "")}",
            assigner.Id == mail.UserId ? "You have taken on an action:" : $"{NameOf(assigner)} has an action for you:") with
        {
            Link = addresses.OfAction(action.CoachingSessionId),
            LinkText = "Open the action",
            Facts =
            [
                ("Action", action.Body ?? ""),
                ("Due", action.DueBy is { } due ? meeting.Words.Date(due) : "No due date set"),
                ("Goal", goal ?? ""),
                ("Organization", meeting.Organization),
            ],
        };
        return await WriteAsync(meeting, text, MailKind.Actions, ct);
    }

    private async Task<(MimeMessage, string)?> ReminderAsync(SessionReminderMail mail, CancellationToken ct)
    {
        var session = await db.CoachingSessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == mail.SessionId, ct);
        if (session is null || session.Date != mail.Start || session.Date <= clock.UtcNow())
            return null;   // moved: it is due again before the new start
        if (await MeetingAsync(session.CoachingRelationshipId, mail.UserId, ct) is not { } meeting)
        {
            // who comes back in time is reminded
            await db.SessionReminders.Where(r => r.CoachingSessionId == mail.SessionId && r.UserId == mail.UserId).ExecuteDeleteAsync(ct);
            return null;
        }
        var words = meeting.Words;
        var text = meeting.Text(
            $"Reminder: coaching session {words.When(session.Date)}", $"Your coaching session with {NameOf(meeting.Coach)} is coming up:") with
        {
            Link = addresses.OfSession(session.Id),
            LinkText = "Open the session",
            Facts =
            [
                ("Date", words.Date(session.Date)),
                ("Time", words.Time(session.Date)),
                ("Duration", MailWords.Duration(session.DurationMinutes)),
                ("Coach", NameOf(meeting.Coach)),
                ("Title", session.Title ?? ""),
                ("Organization", meeting.Organization),
                ("Meeting", session.MeetingUrl ?? ""),
            ],
        };
        return await WriteAsync(meeting, text, MailKind.Reminders, ct);
    }

    /// <returns>Null when the reader does not want this kind of message.</returns>
    private async Task<(MimeMessage, string)?> WriteAsync(
        Meeting meeting, MailText text, MailKind kind, CancellationToken ct, CalendarInvite? invite = null)
    {
        var wanted = await preferences.OfAsync(meeting.Reader.Id, ct);
        if (!wanted.Wants(kind))
            return null;
        string? unsubscribe = null;
        if (kind != MailKind.Invitations)
        {
            await db.SaveChangesAsync(ct);   // the key of the link
            unsubscribe = addresses.OfUnsubscribing(UnsubscribeToken.For(wanted, kind));
        }
        return (
            MailLayout.Write(
                From, meeting.Reader, text, invite: invite is null ? null : (invite.ToText(clock.UtcNow()), invite.Method),
                unsubscribe: unsubscribe),
            text.Link);
    }

    private MailboxAddress From => MailboxAddress.Parse(options.Value.From);

    /// <returns>Null when the relationship is gone, or the reader no longer belongs to its organization.</returns>
    private async Task<Meeting?> MeetingAsync(Guid relationshipId, Guid readerId, CancellationToken ct)
    {
        var relationship = await db.RelationshipsOf(readerId).AsNoTracking().Include(r => r.Coach).Include(r => r.Coachee)
            .SingleOrDefaultAsync(r => r.Id == relationshipId, ct);
        if (relationship is null)
            return null;
        var organization = await db.Organizations.Where(o => o.Id == relationship.OrganizationId).Select(o => o.Name).SingleAsync(ct);
        return new Meeting(
            relationship.Coach, relationship.Coachee, readerId == relationship.CoachId, organization, From, options.Value.CalendarDomain,
            addresses.SignIn);
    }

    /// <summary>What is prepared for a session, as far as there is anything.</summary>
    private async Task<string> DescriptionAsync(CoachingSession session, bool withTopics, CancellationToken ct)
    {
        var topics = !withTopics ? [] : await db.LiveTopics(session.Id)
            .Where(t => t.Status == TopicStatus.Open)
            .OrderBy(t => t.DisplayOrder).Select(t => t.Body).ToListAsync(ct);
        var goals = await (
            from link in db.CoachingSessionGoals
            join goal in db.Goals on link.GoalId equals goal.Id
            where link.CoachingSessionId == session.Id && goal.Status == ItemStatus.InProgress
            orderby goal.CreatedAt
            select goal.Title).ToListAsync(ct);
        var actions = !withTopics ? [] : await db.Actions
            .Where(a => a.CoachingSessionId == session.Id && (a.Status == ItemStatus.NotStarted || a.Status == ItemStatus.InProgress))
            .OrderBy(a => a.CreatedAt).Select(a => new { a.Body, a.DueBy }).ToListAsync(ct);
        return string.Join("\n\n", new[]
        {
            session.Title ?? "",
            addresses.OfSession(session.Id),
            Section("Topics", topics),
            Section("Goals", goals),
            Section("Actions", actions.Select(action => action.DueBy is { } due
                ? string.Create(CultureInfo.InvariantCulture, $"{action.Body} (due {due:MMMM d, yyyy})")
                : action.Body ?? "")),
        }.Where(part => part.Length > 0));

        static string Section(string heading, IEnumerable<string> lines) =>
            lines.Select(line => $"- {line}").ToList() is { Count: > 0 } list ? $"{heading}:\n{string.Join('\n', list)}" : "";
    }

    private static string NameOf(User user) => $"{user.FirstName} {user.LastName}";

    /// <summary>The first line, as far as it fits into a subject.</summary>
    private static string Shortened(string text)
    {
        const int Length = 60;
        var line = text.Split('\n')[0].Trim();
        return line.Length <= Length ? line : $"{line[..Length].TrimEnd()}…";
    }

    /// <summary>Who meets, as seen by the one of them who reads the message.</summary>
    private sealed record Meeting(
        User Coach, User Coachee, bool IsForCoach, string Organization, MailboxAddress From, string CalendarDomain, string Page)
    {
        public User Reader => IsForCoach ? Coach : Coachee;

        /// <summary>The other one, with what they are.</summary>
        public string Other => IsForCoach ? $"{NameOf(Coachee)} (coachee)" : $"{NameOf(Coach)} (coach)";

        public MailWords Words => new(Reader);

        public MailText Text(string subject, string before) => new(subject, before, Page, "Go to the coaching platform", "");

        /// <param name="id">Of the session or the series.</param>
        public CalendarInvite Invite(Guid id, int sequence, DateTime start, int minutes, string description) => new(
            $"{id}@{CalendarDomain}", sequence, start, minutes, RecurrenceId: null, Rule: null, Coach.Timezone,
            $"Coaching Session: {Organization}", description, MeetingUrl: null, From,
            [.. new[] { Coach, Coachee }.Select(user => new MailboxAddress(
                user.DisplayName.Length > 0 ? user.DisplayName : NameOf(user), user.Email))],
            IsCancelled: false);

        /// <returns>Null for a session of a series whose original start is unknown: no program would find it.</returns>
        public CalendarInvite? InviteToOne(
            Guid sessionId, Guid? seriesId, DateTime? recurrenceId, int sequence, DateTime start, int minutes, string description) =>
            seriesId is not { } series ? Invite(sessionId, sequence, start, minutes, description)
            : recurrenceId is null ? null
            : Invite(series, sequence, start, minutes, description) with { RecurrenceId = recurrenceId };
    }
}
