using CoachingPlatform.Domain;

namespace CoachingPlatform.Web.Errors;

/// <summary>The body is not JSON at all. Answered with 400; JSON that does not fit is a <see cref="RuleException"/>.</summary>
internal sealed class UnreadableBodyException(string message) : PlatformException("bad_request", message);
