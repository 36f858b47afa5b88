using CoachingPlatform.Application.LiveEvents;

namespace CoachingPlatform.Application.Agreements;

/// <summary>Clients put the agreement into their lists as it is.</summary>
public sealed record AgreementCreated(Guid CoachingSessionId, AgreementDto Agreement) : ILiveEvent
{
    public static string Type => "agreement_created";
}

/// <summary>Clients put the agreement into their lists as it is.</summary>
public sealed record AgreementUpdated(Guid CoachingSessionId, AgreementDto Agreement) : ILiveEvent
{
    public static string Type => "agreement_updated";
}

public sealed record AgreementDeleted(Guid CoachingSessionId, Guid AgreementId) : ILiveEvent
{
    public static string Type => "agreement_deleted";
}
