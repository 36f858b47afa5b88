namespace CoachingPlatform.Domain;

/// <summary>
/// A row that two people may change at the same moment. The version is renewed with every save, and a save that
/// started from an older one is refused: an event never describes a state that was not committed.
/// </summary>
public interface IVersioned
{
    Guid Version { get; }
}
