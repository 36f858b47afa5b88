namespace CoachingPlatform.Application.Agreements;

public sealed record CreateAgreementRequest(Guid CoachingSessionId, string? Body = null);

/// <param name="CoachingSessionId">Has to be there, and is ignored: an agreement stays in its session.</param>
/// <param name="Body">Absent or null clears it.</param>
public sealed record UpdateAgreementRequest(Guid CoachingSessionId, string? Body = null);
