namespace CoachingPlatform.Application.LiveEvents;

/// <summary>An event of the live channel. Its properties are the members of <c>data</c> on the wire.</summary>
public interface ILiveEvent
{
    /// <summary>The event's name, in <c>event:</c> and in the member <c>type</c>.</summary>
    static abstract string Type { get; }
}
