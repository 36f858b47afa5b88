using System.Diagnostics;
using System.Text.Json;
using CoachingPlatform.Application;
using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Infrastructure.Persistence;

namespace CoachingPlatform.Infrastructure.Outbox;

internal sealed class Outbox(AppDb db, TimeProvider clock) : IOutbox
{
    public void Add<TEvent>(IReadOnlyCollection<Guid> recipients, TEvent liveEvent) where TEvent : ILiveEvent
    {
        if (recipients.Count > 0)   // else nobody is left to learn of it
            AddRow(string.Join(' ', recipients.Distinct()), liveEvent);
    }

    public void AddForEverybody<TEvent>(TEvent liveEvent) where TEvent : ILiveEvent => AddRow(null, liveEvent);

    private void AddRow<TEvent>(string? recipients, TEvent liveEvent) where TEvent : ILiveEvent =>
        db.Outbox.Add(new OutboxMessage
        {
            Type = TEvent.Type,
            Data = JsonSerializer.Serialize(liveEvent, WireJson.Options),
            Recipients = recipients,
            CreatedAt = clock.UtcNow(),
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true } activity ? activity.Id : null,
        });
}
