using System.Text.Json;

namespace CoachingPlatform.Tests.Support;

/// <summary>The sources that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The server's file of settings with their defaults.</summary>
    public static JsonDocument ReadSettings() => JsonDocument.Parse(
        File.ReadAllText(Path.Combine(Root, "Web/appsettings.json")), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "nginx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
