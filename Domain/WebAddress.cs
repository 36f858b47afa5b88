namespace CoachingPlatform.Domain;

/// <summary>
/// An address that pages lead people to: http or https, because <c>javascript:</c> and its like would run in the page of whoever
/// follows it.
/// </summary>
public static class WebAddress
{
    public const string Expectation = "An absolute http or https address is expected, for example https://example.org/room.";

    /// <summary>Null and the empty text are fine: there is no address.</summary>
    public static bool IsValid(string? address) =>
        string.IsNullOrEmpty(address)
        || (Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && !address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)));

    /// <exception cref="RuleException">It is none (<c>validation_error</c>).</exception>
    public static string? Ensure(string? address) => IsValid(address) ? address : throw new RuleException(Expectation);
}
