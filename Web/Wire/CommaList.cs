using CoachingPlatform.Domain;

namespace CoachingPlatform.Web.Wire;

/// <summary>Several values in one query parameter, with commas between them.</summary>
internal static class CommaList
{
    /// <param name="text">Null and empty: no values. Blanks around a value do not count.</param>
    /// <param name="parse">Null for what is not a value.</param>
    /// <param name="expectation">What is said then.</param>
    /// <exception cref="BadRequestException">One of them is not a value.</exception>
    public static HashSet<T> Parse<T>(string? text, Func<string, T?> parse, string expectation) where T : struct =>
        [.. (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(value => parse(value) ?? throw new BadRequestException(expectation))];
}
