using CoachingPlatform.Domain;
using FluentValidation;

namespace CoachingPlatform.Application;

/// <summary>Rules about texts that mean the same in every feature.</summary>
internal static class TextRules
{
    /// <summary>An http or https address; null and the empty text pass.</summary>
    public static void WebAddress<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(Domain.WebAddress.IsValid).WithMessage(Domain.WebAddress.Expectation);

    /// <summary>A time zone that there is; null passes.</summary>
    public static void TimeZone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(name => name is null || TimeZones.Exist(name)).WithMessage(TimeZones.Expectation);
}
