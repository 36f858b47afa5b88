using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.Notes;

public sealed record CreateNoteRequest(Guid CoachingSessionId, string? Body = null);

/// <param name="CoachingSessionId">Has to be there, and is ignored: a note stays in its session.</param>
/// <param name="Body">Absent or null clears it.</param>
public sealed record UpdateNoteRequest(Guid CoachingSessionId, string? Body = null);

/// <summary>A note of the session was written or changed; load the notes again.</summary>
public sealed record NotesChanged(Guid CoachingSessionId) : ILiveEvent
{
    public static string Type => "notes_changed";
}
