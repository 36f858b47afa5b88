using CoachingPlatform.Domain;

namespace CoachingPlatform.Web.Errors;

/// <summary>A part of the request cannot be read: a body that is not JSON, a parameter that is none. Answered with 400; what can be
/// read but does not fit is a <see cref="RuleException"/>.</summary>
internal sealed class UnreadableRequestException(string message) : PlatformException("bad_request", message);
