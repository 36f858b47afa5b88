namespace CoachingPlatform.Sse;

/// <summary>Why a stream ended.</summary>
public enum SseCloseReason
{
    /// <summary>The client closed it, or the network did.</summary>
    ClientGone,

    /// <summary>The login session behind it has ended.</summary>
    SignedOut,

    /// <summary>The client read too slowly; it resumes where it stopped.</summary>
    TooSlow,

    /// <summary>The user opened more streams than one user may have; this was the oldest.</summary>
    TooManyStreams,

    /// <summary>The server takes no more streams: it is full or about to stop.</summary>
    ServerUnavailable,
}
