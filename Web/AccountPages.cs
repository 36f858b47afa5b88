namespace CoachingPlatform.Web;

/// <summary>
/// The pages that links in messages lead to where there is no web frontend. Which one it is, and the secret, stand in the address.
/// </summary>
internal static class AccountPages
{
    private static readonly string[] Paths = ["/setup/{token}", "/reset-password/{token}", "/confirm-email/{token}", "/unsubscribe/{token}"];

    public static void MapAccountPages(this WebApplication app)
    {
        foreach (var path in Paths)
            app.MapFallbackToFile(path, "account.html");
    }
}
