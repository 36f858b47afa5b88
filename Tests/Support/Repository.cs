namespace CoachingPlatform.Tests.Support;

/// <summary>The sources that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "nginx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
