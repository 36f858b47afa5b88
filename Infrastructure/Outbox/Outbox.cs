using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoachingPlatform.Application;
using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure.Persistence;

namespace CoachingPlatform.Infrastructure.Outbox;

internal sealed class Outbox(AppDb db, TimeProvider clock) : IOutbox
{
    /// <summary>Far above what the limits of texts allow: a net for what they miss.</summary>
    private const int MaxDataLength = 256 * 1024;

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
            // the format of the wire on purpose: these bytes go to the streams as they are, within seconds
            Data = Shortened(JsonSerializer.Serialize(liveEvent, WireJson.Options)),
            Recipients = recipients,
            CreatedAt = clock.UtcNow(),
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true } activity ? activity.Id : null,
        });

    /// <summary>What is too large for a stream carries of its entity only the id: clients load the entity, or ignore the event.</summary>
    private static string Shortened(string data)
    {
        if (data.Length <= MaxDataLength)
            return data;
        var members = JsonNode.Parse(data)!.AsObject();
        foreach (var (name, entity) in members.Where(member => member.Value is JsonObject).ToList())
            members[name] = new JsonObject { ["id"] = entity!["id"]?.DeepClone() };
        return members.ToJsonString(WireJson.Options);
    }
}
