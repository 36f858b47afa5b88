using System.Security.Cryptography;
using CoachingPlatform.Domain.CoachingSessions;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Application.Meetings;

/// <summary>Gives new sessions the address of a meeting.</summary>
public sealed class MeetingLinks(IOptions<MeetingOptions> options)
{
    /// <summary>Sessions that have one keep it; without a template nothing is done.</summary>
    public void AddTo(IEnumerable<CoachingSession> sessions)
    {
        if (options.Value.UrlTemplate is not { Length: > 0 } template)
            return;
        foreach (var session in sessions)
            session.MeetAt(Fill(template, session.Id, session.CoachingRelationshipId));
    }

    internal static string Fill(string template, Guid sessionId, Guid relationshipId) => template
        .Replace("{session_id}", sessionId.ToString(), StringComparison.Ordinal)
        .Replace("{relationship_id}", relationshipId.ToString(), StringComparison.Ordinal)
        .Replace("{random}", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), StringComparison.Ordinal);
}
