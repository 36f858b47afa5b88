namespace CoachingPlatform.Application.LiveEvents;

/// <summary>The receiving browser's login session was ended by somebody else; the stream ends after it.</summary>
/// <param name="Reason">A sentence for the person.</param>
public sealed record ForceLogout(string Reason) : ILiveEvent
{
    public static string Type => "force_logout";
}

/// <summary>The client was away for too long to get everything it missed: it loads its data again. Sent by the channel itself.</summary>
public sealed record StreamReset(string Reason) : ILiveEvent
{
    public static string Type => "stream_reset";
}
