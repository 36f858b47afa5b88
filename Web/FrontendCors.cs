using CoachingPlatform.Web.Wire;

namespace CoachingPlatform.Web;

/// <summary>Which pages of other origins may call this API with the user's cookie. Setting <c>Cors:AllowedOrigins</c>, a list, exact match.</summary>
internal static class FrontendCors
{
    private static readonly string[] LocalFrontend =
        ["http://localhost:3000", "https://localhost:3000", "http://127.0.0.1:3000", "https://127.0.0.1:3000"];

    public static void AddFrontendCors(this IServiceCollection services, IConfiguration configuration)
    {
        var origins = configuration.GetSection("Cors:AllowedOrigins").Get<string[]>() ?? LocalFrontend;
        var wrong = origins.FirstOrDefault(origin => !IsOrigin(origin));
        if (wrong is not null)
            throw new InvalidOperationException($"Cors:AllowedOrigins holds \"{wrong}\", which is no origin such as https://app.example.org.");
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(origins)
            .AllowCredentials()
            .WithMethods("DELETE", "GET", "POST", "PUT", "PATCH")
            .WithHeaders(
                ApiVersion.Header, "authorization", "content-type", "x-forwarded-for", "x-forwarded-proto", "x-real-ip", "x-request-id",
                "last-event-id")
            .WithExposedHeaders(ApiVersion.Header)));
    }

    /// <summary>
    /// Answers every OPTIONS request with 200, as clients of this API are used to, and lets a page of the internet ask for
    /// a server in the private network when its origin is allowed.
    /// </summary>
    public static void UseFrontendCors(this IApplicationBuilder app)
    {
        app.Use(async (context, next) =>
        {
            await next(context);
            if (!HttpMethods.IsOptions(context.Request.Method) || context.Response.HasStarted)
                return;
            context.Response.StatusCode = StatusCodes.Status200OK;
            if (context.Response.Headers.ContainsKey("Access-Control-Allow-Origin")
                && context.Request.Headers["Access-Control-Request-Private-Network"] == "true")
            {
                context.Response.Headers["Access-Control-Allow-Private-Network"] = "true";
            }
        });
        app.UseCors();
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text;
}
