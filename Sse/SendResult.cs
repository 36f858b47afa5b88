namespace CoachingPlatform.Sse;

/// <summary>What became of a frame that was sent to one stream.</summary>
internal enum SendResult
{
    /// <summary>It is queued for the stream's pump, or the stream is closed or has the event already.</summary>
    NotWritten,

    /// <summary>It is in the response.</summary>
    Written,

    /// <summary>It is in the response as the first of several, to be flushed together.</summary>
    MustFlush,
}
