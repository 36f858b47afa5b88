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
        if (recipients.Count == 0)
            return;   // nobody is left to learn of it
        db.Outbox.Add(new OutboxMessage
        {
            Type = TEvent.Type,
            Data = JsonSerializer.Serialize(liveEvent, WireJson.Options),
            Recipients = string.Join(' ', recipients.Distinct()),
            CreatedAt = clock.UtcNow(),
        });
    }
}
