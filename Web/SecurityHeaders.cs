using System.Collections.Concurrent;

namespace CoachingPlatform.Web;

/// <summary>What browsers are told about every answer. nginx adds these headers only to what it answers itself.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// A page runs its own scripts alone, asks only this server, and is framed only by itself. In Development also by the page under the
    /// other name of this machine (<c>localhost</c>, <c>127.0.0.1</c>), which keeps a cookie of its own: a second person beside the first.
    /// </summary>
    public static void AddSecurityHeaders(this IServiceCollection services, bool isDevelopment)
    {
        var policies = new ConcurrentDictionary<(bool IsSwagger, int? FramedPort), HeaderPolicyCollection>();
        services.AddSecurityHeaderPolicies().SetPolicySelector(answer => policies.GetOrAdd(
            (answer.HttpContext.Request.Path.StartsWithSegments(
                "/swagger"), isDevelopment ? answer.HttpContext.Connection.LocalPort : null),
            key => PolicyOf(key.IsSwagger, key.FramedPort)));
    }

    /// <summary>Comes after files and Swagger UI: every other answer is somebody's own, and no cache may keep it.</summary>
    public static void UsePrivateAnswers(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.Headers.CacheControl = "no-store";
        return next(context);
    });

    private static HeaderPolicyCollection PolicyOf(bool isSwagger, int? framedPort)
    {
        string[] others = framedPort is { } port ? [$"http://localhost:{port}", $"http://127.0.0.1:{port}"] : [];
        return new HeaderPolicyCollection()
            .AddContentTypeOptionsNoSniff()
            .AddReferrerPolicyNoReferrer()
            .AddFrameOptionsSameOrigin()   // for browsers that do not know frame-ancestors
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().None();
                csp.AddScriptSrc().Self();
                var styles = csp.AddStyleSrc().Self();
                if (isSwagger)
                    styles.UnsafeInline();   // Swagger UI adds style elements of its own
                csp.AddImgSrc().Self().Data();
                csp.AddConnectSrc().Self();
                csp.AddFrameSrc().Self().From(others);
                csp.AddFormAction().Self();
                csp.AddBaseUri().None();
                csp.AddFrameAncestors().Self().From(others);
            });
    }
}
