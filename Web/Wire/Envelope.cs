namespace CoachingPlatform.Web.Wire;

/// <summary>What every successful JSON answer looks like.</summary>
/// <param name="StatusCode">The same as the status line.</param>
/// <param name="Data">Null when there is nothing to say; never absent.</param>
internal sealed record Envelope(int StatusCode, object? Data);
