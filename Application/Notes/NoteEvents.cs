using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.Notes;

/// <summary>A note of the session was written or changed; load the notes again.</summary>
public sealed record NotesChanged(Guid CoachingSessionId) : ILiveEvent
{
    public static string Type => "notes_changed";
}
