namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>What a message says, without its form.</summary>
/// <param name="Before">A paragraph before the facts and the link.</param>
/// <param name="Link">Where its button leads.</param>
/// <param name="LinkText">What stands on the button.</param>
/// <param name="After">A paragraph after them; empty: none.</param>
internal sealed record MailText(string Subject, string Before, string Link, string LinkText, string After)
{
    /// <summary>What there is to know at a glance, in order; those with an empty value are left out.</summary>
    public IReadOnlyList<(string Label, string Value)> Facts { get; init; } = [];
}
