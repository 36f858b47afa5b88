using CoachingPlatform.Infrastructure;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web;

/// <summary>
/// Several people in one browser, where there are demo people to be: below <c>/as/NAME/</c> is the same server, with cookies of that
/// name's own. The live page shows two people side by side with it.
/// </summary>
internal static class Personas
{
    private const string Prefix = "/as";
    private const int NameMaxLength = 16;

    public static void UsePersonas(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<IOptions<SeedOptions>>().Value.DemoData)
            app.Use(BeOne);
    }

    private static Task BeOne(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Prefix, out var rest) || NameIn(rest.Value!) is not { } name)
            return next(context);
        var request = context.Request;
        var folder = $"{Prefix}/{name}";
        (request.PathBase, request.Path) = (request.PathBase.Add(folder), rest.Value![(name.Length + 1)..]);

        var cookies = $"{name}-";
        var own = request.Headers.Cookie.SelectMany(header => header!.Split(';', StringSplitOptions.TrimEntries))
            .Where(cookie => cookie.StartsWith(cookies, StringComparison.Ordinal)).Select(cookie => cookie[cookies.Length..]);
        request.Headers.Cookie = string.Join("; ", own);
        context.Response.OnStarting(() =>   // registered before all others, and so called after them
        {
            if (context.Response.Headers.SetCookie is { Count: > 0 } set)
                context.Response.Headers.SetCookie = set.Select(cookie => cookies + cookie).ToArray();
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>The name in <c>/NAME/…</c>: a few lower-case letters and digits, or null.</summary>
    private static string? NameIn(string path)
    {
        var name = path.Length > 1 && path.IndexOf('/', 1) is > 1 and var end ? path[1..end] : null;
        return name is { Length: <= NameMaxLength } && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) ? name : null;
    }
}
