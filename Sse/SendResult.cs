namespace CoachingPlatform.Sse;

/// <summary>What became of a frame that was sent to one stream.</summary>
internal enum SendResult
{
    /// <summary>The stream is closed, or has the event already.</summary>
    Dropped,

    /// <summary>The client is behind: the stream's pump writes it.</summary>
    Queued,

    /// <summary>It is in the response.</summary>
    Written,

    /// <summary>It is in the response as the first of several, to be flushed together.</summary>
    MustFlush,
}
