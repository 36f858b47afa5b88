using CoachingPlatform.Infrastructure;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace CoachingPlatform.Web;

/// <summary>
/// Settings from files, as containers are given secrets: a file is named after its setting (<c>ConnectionStrings__Database</c>) and holds its
/// value. Environment variables and the command line count more.
/// </summary>
internal static class SecretFiles
{
    private const string FolderKey = "Secrets:Folder";

    /// <exception cref="StartFailedException">A file cannot be read.</exception>
    public static void AddSecretFiles(this ConfigurationManager configuration)
    {
        var folder = configuration[FolderKey];
        if (string.IsNullOrEmpty(folder) || !Directory.Exists(folder))
            return;
        var source = new ConfigurationBuilder().AddKeyPerFile(Path.GetFullPath(folder), optional: true).Sources[0];
        var environment = configuration.Sources.ToList().FindLastIndex(
            one => one is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        try
        {
            configuration.Sources.Insert(environment, source);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException($"A secret cannot be read: {error.Message} Check {FolderKey} and who may read its files.");
        }
    }
}
