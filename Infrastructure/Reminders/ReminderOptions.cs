using System.ComponentModel.DataAnnotations;

namespace CoachingPlatform.Infrastructure.Reminders;

/// <summary>Settings of reminders, section <c>Reminders</c>.</summary>
public sealed class ReminderOptions : IValidatableObject
{
    public const string Section = "Reminders";

    /// <summary>How long before a session its coachee is reminded: an hour to 14 days, 24 hours by default; zero: never.</summary>
    public TimeSpan Lead { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often is looked for who is to be reminded: a second to an hour, 15 minutes by default.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(15);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lead != TimeSpan.Zero && (Lead < TimeSpan.FromHours(1) || Lead > TimeSpan.FromDays(14)))
            yield return new ValidationResult("Reminders:Lead is between 01:00:00 and 14.00:00:00, or 00:00:00 for none.");
        if (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromHours(1))
            yield return new ValidationResult("Reminders:Interval is between 00:00:01 and 01:00:00.");
    }
}
