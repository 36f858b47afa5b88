using System.Text.Json;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>A named event with JSON, as it came.</summary>
internal sealed record ReceivedEvent(string Name, JsonElement Json);
