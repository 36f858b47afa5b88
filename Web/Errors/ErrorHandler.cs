using System.Globalization;
using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using Microsoft.AspNetCore.Diagnostics;

namespace CoachingPlatform.Web.Errors;

/// <summary>
/// Turns what was thrown into an answer. Only expected failures say what happened; all others are ours to read in the log.
/// </summary>
internal sealed partial class ErrorHandler(ILogger<ErrorHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (DatabaseErrors.IsUnavailable(exception))
        {
            LogUnavailable(httpContext.Request.Method, httpContext.Request.Path, exception.GetBaseException().Message);
            exception = new UnavailableException();
        }
        if (exception is BusyException)
            LogBusy(httpContext.Request.Method, httpContext.Request.Path);
        if (exception is UnavailableException && httpContext.Request.Path.StartsWithSegments("/sse"))
        {
            await WriteStreamLaterAsync(httpContext);
        }
        else if (exception is PlatformException expected)
        {
            if (RetryAfterOf(expected) is { } wait)
                httpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
            await httpContext.WriteErrorAsync(StatusOf(expected), expected.Code, expected.Message, expected.Details);
        }
        else if (exception is BadHttpRequestException badRequest)
        {
            httpContext.Response.StatusCode = badRequest.StatusCode;
            await ErrorWriter.WriteStatusAsync(httpContext);
        }
        else if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;   // nobody is there to read an answer
        }
        else
        {
            LogUnexpected(exception, httpContext.Request.Method, httpContext.Request.Path);
            await httpContext.WriteErrorAsync(
                StatusCodes.Status500InternalServerError, "internal", "Something went wrong on our side.");
        }
        return true;
    }

    private static int StatusOf(PlatformException error) => error switch
    {
        UnauthorizedException => StatusCodes.Status401Unauthorized,
        ForbiddenException => StatusCodes.Status403Forbidden,
        NotFoundException => StatusCodes.Status404NotFound,
        ConflictException => StatusCodes.Status409Conflict,
        BadRequestException => StatusCodes.Status400BadRequest,
        TooManyRequestsException => StatusCodes.Status429TooManyRequests,
        RuleException => StatusCodes.Status422UnprocessableEntity,
        NotConfiguredException or UnavailableException or BusyException => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(error), error.GetType().Name, "This failure has no status."),
    };

    private static TimeSpan? RetryAfterOf(PlatformException error) => error switch
    {
        TooManyRequestsException tooMany => tooMany.RetryAfter,
        UnavailableException => UnavailableException.RetryAfter,
        BusyException => BusyException.RetryAfter,
        _ => null,
    };

    /// <summary>
    /// A browser's EventSource gives up for ever on any status but 200: it gets a stream that says when to come back, and ends.
    /// </summary>
    private static async Task WriteStreamLaterAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "text/event-stream";
        // not all at the same moment
        await context.Response.Body.WriteAsync(
            SseFrame.Retry(UnavailableException.RetryAfter * (0.5 + Random.Shared.NextDouble())), CancellationToken.None);
    }

    [LoggerMessage(30, LogLevel.Warning, "{Method} {Path} was refused, because the database cannot be used: {Reason}")]
    private partial void LogUnavailable(string method, PathString path, string reason);

    [LoggerMessage(33, LogLevel.Warning, "{Method} {Path} was refused, because it would have waited too long for its turn")]
    private partial void LogBusy(string method, PathString path);

    [LoggerMessage(31, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogUnexpected(Exception exception, string method, PathString path);
}
