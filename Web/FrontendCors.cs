using CoachingPlatform.Infrastructure;
using CoachingPlatform.Web.Errors;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web;

/// <summary>
/// Which pages of other origins may call this API with the user's cookie. Setting <c>Cors:AllowedOrigins</c>, a list, exact match.
/// </summary>
internal static class FrontendCors
{
    private static readonly string[] LocalFrontend =
        ["http://localhost:3000", "https://localhost:3000", "http://127.0.0.1:3000", "https://127.0.0.1:3000"];

    public static void AddFrontendCors(this IServiceCollection services, IConfiguration configuration)
    {
        var origins = configuration.GetSection("Cors:AllowedOrigins").Get<string[]>() ?? LocalFrontend;
        var wrong = origins.FirstOrDefault(origin => !IsOrigin(origin));
        if (wrong is not null)
            throw new StartFailedException($"Cors:AllowedOrigins holds \"{wrong}\", which is not an origin like https://app.example.org.");
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(origins)
            .AllowCredentials()
            .WithMethods("DELETE", "GET", "POST", "PUT", "PATCH")
            .WithHeaders(
                ApiVersion.Header, "authorization", "content-type", "x-forwarded-for", "x-forwarded-proto", "x-real-ip", RequestId.Header,
                "last-event-id")
            .WithExposedHeaders(ApiVersion.Header, RequestId.Header)));
    }

    /// <summary>
    /// Answers every OPTIONS request with 200, as clients of this API are used to, and lets a page of the internet ask for
    /// a server in the private network when its origin is allowed.
    /// </summary>
    public static void UseFrontendCors(this IApplicationBuilder app)
    {
        app.UseWhen(context => HttpMethods.IsOptions(context.Request.Method), options => options.Use(async (context, next) =>
        {
            await next(context);
            if (context.Response.HasStarted)
                return;
            context.Response.StatusCode = StatusCodes.Status200OK;
            if (context.Response.Headers.ContainsKey("Access-Control-Allow-Origin")
                && context.Request.Headers["Access-Control-Request-Private-Network"] == "true")
            {
                context.Response.Headers["Access-Control-Allow-Private-Network"] = "true";
            }
        }));
        app.UseCors();
    }

    /// <summary>
    /// Refuses what a page of another origin wants changed. CORS alone only hides the answer from such a page; a form or a body
    /// without preflight would have been carried out by then. Who sends no <c>Origin</c> is no page.
    /// </summary>
    public static void UseOriginCheck(this IApplicationBuilder app)
    {
        var cors = app.ApplicationServices.GetRequiredService<IOptions<CorsOptions>>().Value;
        var allowed = cors.GetPolicy(cors.DefaultPolicyName)!;
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (IsSafe(request.Method) || request.Headers.Origin.Count == 0)
                return next(context);
            var origin = request.Headers.Origin.ToString();
            return origin == $"{request.Scheme}://{request.Host}" || allowed.IsOriginAllowed(origin)
                ? next(context)
                : context.WriteErrorAsync(
                    StatusCodes.Status403Forbidden, "forbidden", "Pages of this origin may change nothing here. See Cors:AllowedOrigins.");
        });
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && uri.GetLeftPart(UriPartial.Authority) == text;
}
