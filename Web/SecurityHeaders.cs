namespace CoachingPlatform.Web;

/// <summary>What browsers are told about every answer. nginx adds these headers only to what it answers itself.</summary>
internal static class SecurityHeaders
{
    /// <summary>A page runs its own scripts alone, asks only this server, and is framed only by itself.</summary>
    public static void AddSecurityHeaders(this IServiceCollection services)
    {
        var (pages, swagger) = (PolicyOf(isSwagger: false), PolicyOf(isSwagger: true));
        services.AddSecurityHeaderPolicies().SetPolicySelector(
            answer => answer.HttpContext.Request.Path.StartsWithSegments("/swagger") ? swagger : pages);
    }

    /// <summary>Comes after files and Swagger UI: every other answer is somebody's own, and no cache may keep it.</summary>
    public static void UsePrivateAnswers(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.Headers.CacheControl = "no-store";
        return next(context);
    });

    private static HeaderPolicyCollection PolicyOf(bool isSwagger) => new HeaderPolicyCollection()
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
            csp.AddFormAction().Self();
            csp.AddBaseUri().None();
            csp.AddFrameAncestors().Self();
        });
}
