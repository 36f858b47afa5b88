namespace CoachingPlatform.Domain;

/// <summary>An expected refusal. <see cref="Code"/> is stable, clients branch on it; the message is for people.</summary>
public abstract class PlatformException(string code, string message, object? details = null) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>Facts a client may act on, serialised as the error's <c>details</c>; null when there are none.</summary>
    public object? Details { get; } = details;
}

/// <summary>Nobody is signed in, or the credentials are wrong. Answered with 401.</summary>
public sealed class UnauthorizedException(string message) : PlatformException("unauthorized", message);

/// <summary>The caller may not do this. Answered with 403.</summary>
public sealed class ForbiddenException(string message = "You do not have permission to do this.", string code = "forbidden")
    : PlatformException(code, message);

/// <summary>The thing does not exist, or the caller may not know that it does. Answered with 404.</summary>
public sealed class NotFoundException(string what) : PlatformException("not_found", $"There is no such {what}.");

/// <summary>The request contradicts the present state. Answered with 409.</summary>
public sealed class ConflictException(string code, string message, object? details = null)
    : PlatformException(code, message, details);

/// <summary>
/// A part of the request cannot be read: a body that is not JSON, a parameter that is not valid. Answered with 400; what can be
/// read but does not fit is a <see cref="RuleException"/>.
/// </summary>
public sealed class BadRequestException(string message, string code = "bad_request") : PlatformException(code, message);

/// <summary>A service from outside that this needs is not set up here. Answered with 503.</summary>
/// <param name="integration">Which one, for <c>details</c>.</param>
public sealed class NotConfiguredException(string integration, string message)
    : PlatformException("integration_not_configured", message, new { Integration = integration });

/// <summary>Too many attempts. Answered with 429 and <c>Retry-After</c>.</summary>
public sealed class TooManyRequestsException(string code, string message, TimeSpan retryAfter) : PlatformException(code, message)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>
/// Something the server cannot do without, the database above all, does not work now. Answered with 503 and <c>Retry-After</c>.
/// </summary>
public sealed class UnavailableException()
    : PlatformException("unavailable", "The server cannot do this at the moment. Try again in a few seconds.")
{
    /// <summary>When asking again may help.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
}

/// <summary>
/// Too many want the same thing at this moment, and more wait for it than will wait. Answered with 503 and <c>Retry-After</c>.
/// </summary>
public sealed class BusyException() : PlatformException("busy", "Too many people want this at the same moment. Try again in a few seconds.")
{
    /// <summary>When asking again may help.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
}

/// <summary>A value breaks a rule. Answered with 422.</summary>
public sealed class RuleException(string code, string message) : PlatformException(code, message)
{
    /// <summary>The code of every rule about a single value.</summary>
    public const string ValidationError = "validation_error";

    public RuleException(string message) : this(ValidationError, message)
    {
    }
}
