using System.ComponentModel.DataAnnotations;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;

namespace CoachingPlatform.Application.Meetings;

/// <summary>Settings of online meetings, section <c>Meetings</c>.</summary>
public sealed class MeetingOptions : IValidatableObject
{
    public const string Section = "Meetings";

    /// <summary>
    /// Address of the meeting of a new session for which nobody gives one, for example <c>https://meet.example.org/{random}</c>. May contain
    /// <c>{session_id}</c>, <c>{relationship_id}</c> and <c>{random}</c>, 128 random bits. Default, empty: none.
    /// </summary>
    public string UrlTemplate { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (UrlTemplate.Length == 0)
            yield break;
        var example = MeetingLinks.Fill(UrlTemplate, Guid.Empty, Guid.Empty);
        if (!WebAddress.IsValid(example) || example.Length > CoachingSession.MeetingUrlMaxLength || example.Contains('{', StringComparison.Ordinal))
        {
            yield return new ValidationResult(
                "Meetings:UrlTemplate is an http or https address of at most 500 characters; {session_id}, {relationship_id} and {random} may stand in it.");
        }
    }
}
