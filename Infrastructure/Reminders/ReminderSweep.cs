using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Reminders;

/// <summary>
/// Reminds coachees of their sessions. That somebody is reminded is written down in the transaction that queues the message: of several
/// instances one does so, and a message that cannot be sent at once is tried again by the queue.
/// </summary>
internal sealed partial class ReminderSweep(
    IServiceScopeFactory scopes, IOptions<ReminderOptions> options, TimeProvider clock, ILogger<ReminderSweep> logger)
    : PeriodicWork(clock, logger)
{
    private const int BatchSize = 200;

    protected override TimeSpan Interval => options.Value.Interval;

    protected override TimeSpan FirstAfter { get; } = TimeSpan.FromSeconds(1);

    protected override async Task RunAsync(CancellationToken ct)
    {
        if (options.Value.Lead == TimeSpan.Zero)
            return;
        var reminded = 0;
        foreach (var (sessionId, coacheeId, start) in await DueAsync(ct))
            reminded += await TryRemindAsync(sessionId, coacheeId, start, ct) ? 1 : 0;
        if (reminded > 0)
            LogReminded(reminded);
    }

    /// <summary>The earliest first. Whoever was told of the start on shorter notice than this needs no reminder.</summary>
    private async Task<IEnumerable<(Guid SessionId, Guid CoacheeId, DateTime Start)>> DueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var now = Clock.UtcNow();
        var until = now + options.Value.Lead;
        var memberships = db.AllMemberships();
        var soon = await (
            from session in db.CoachingSessions
            join relationship in db.CoachingRelationships on session.CoachingRelationshipId equals relationship.Id
            where session.Date > now && session.Date <= until
                && memberships.Any(m => m.UserId == relationship.CoacheeId && m.OrganizationId == relationship.OrganizationId)
                && !db.SessionReminders.Any(r =>
                    r.CoachingSessionId == session.Id && r.UserId == relationship.CoacheeId && r.Start == session.Date)
            orderby session.Date
            select new { session.Id, relationship.CoacheeId, session.Date, session.NoticeGivenAt }).ToListAsync(ct);
        return soon.Where(s => s.Date > s.NoticeGivenAt + options.Value.Lead).Take(BatchSize).Select(s => (s.Id, s.CoacheeId, s.Date));
    }

    /// <returns>False when another instance was faster.</returns>
    private async Task<bool> TryRemindAsync(Guid sessionId, Guid coacheeId, DateTime start, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var mails = scope.ServiceProvider.GetRequiredService<IMailQueue>();
        try
        {
            return await db.InTransactionAsync(async () =>
            {
                var reminder = db.SessionReminders.Where(r => r.CoachingSessionId == sessionId && r.UserId == coacheeId);
                if (await reminder.AnyAsync(r => r.Start == start, ct))
                    return false;
                if (await reminder.ExecuteUpdateAsync(r => r.SetProperty(x => x.Start, start), ct) == 0)
                    db.SessionReminders.Add(SessionReminder.Create(sessionId, coacheeId, start));
                mails.Add(new SessionReminderMail(coacheeId, sessionId, start));
                return true;
            }, ct);
        }
        catch (ConflictException)
        {
            return false;
        }
    }

    [LoggerMessage(320, LogLevel.Information, "{Count} coachees are reminded of their sessions")]
    private partial void LogReminded(int count);
}
