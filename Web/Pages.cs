namespace CoachingPlatform.Web;

/// <summary>The files in <c>wwwroot</c>: the live page, the operator's, and the module of the live channel.</summary>
internal static class Pages
{
    public static void UsePages(this IApplicationBuilder app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file =>
            {
                var headers = file.Context.Response.Headers;
                headers.CacheControl = "no-cache";   // a browser asks whether its copy is still good: a page's modules are of one version
                if (file.Context.Request.Path.StartsWithSegments("/live"))
                    headers.AccessControlAllowOrigin = "*";   // a frontend elsewhere may load the module from here
            },
        });
    }
}
