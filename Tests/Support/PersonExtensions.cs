using CoachingPlatform.Infrastructure;

namespace CoachingPlatform.Tests.Support;

internal static class PersonExtensions
{
    /// <summary>The relationship of the demo session that is today.</summary>
    public static async Task<Guid> TodaysRelationshipAsync(this Person participant) =>
        (await participant.SendAsync(HttpMethod.Get, $"/coaching_sessions/{DemoData.TodaysSessionId}"))
            .GetProperty("coaching_relationship_id").GetGuid();

    /// <summary>Changes something that concerns this coachee and their coach only.</summary>
    public static async Task TouchOwnSessionAsync(this Person coachee)
    {
        var relationship = (await coachee.SendAsync(HttpMethod.Get, $"/users/{coachee.Id}/coaching-relationships"))[0].GetProperty("id");
        var sessions = await coachee.SendAsync(
            HttpMethod.Get, $"/coaching_sessions?coaching_relationship_id={relationship}&from_date=2000-01-01&to_date=2100-01-01");
        await coachee.SendAsync(HttpMethod.Patch, $"/coaching_sessions/{sessions[0].GetProperty("id")}/title", new { });
    }
}
