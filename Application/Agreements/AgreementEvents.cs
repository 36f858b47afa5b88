using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.Agreements;

/// <summary>An agreement was written down; put it into the list of its session.</summary>
public sealed record AgreementCreated(Guid CoachingSessionId, AgreementDto Agreement) : ILiveEvent
{
    public static string Type => "agreement_created";
}

/// <summary>An agreement has another text; it is here as it is now.</summary>
public sealed record AgreementUpdated(Guid CoachingSessionId, AgreementDto Agreement) : ILiveEvent
{
    public static string Type => "agreement_updated";
}

/// <summary>An agreement is gone.</summary>
public sealed record AgreementDeleted(Guid CoachingSessionId, Guid AgreementId) : ILiveEvent
{
    public static string Type => "agreement_deleted";
}
