using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application;

/// <summary>Where a use case leaves what people should see live.</summary>
public interface IOutbox
{
    /// <summary>
    /// Adds an event to the unit of work: it is committed together with the change it describes and sent after that, also
    /// when the process dies in between.
    /// </summary>
    /// <param name="recipients">User ids, taken from the same data as the change.</param>
    void Add<TEvent>(IReadOnlyCollection<Guid> recipients, TEvent liveEvent) where TEvent : ILiveEvent;

    /// <summary>The same for everybody who is, or comes, online within the replay window.</summary>
    void AddForEverybody<TEvent>(TEvent liveEvent) where TEvent : ILiveEvent;
}
