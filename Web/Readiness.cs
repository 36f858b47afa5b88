using CoachingPlatform.Infrastructure;

namespace CoachingPlatform.Web;

/// <summary>
/// What a container's health check runs, where there is neither a shell nor curl: asks the server that runs on this machine. So that it costs
/// little, nothing of the server is built for it.
/// </summary>
internal static class Readiness
{
    /// <exception cref="StartFailedException">It does not answer, or is not ready.</exception>
    public static async Task AskAsync(IEnumerable<string> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_").AddCommandLine([.. settings]).Build();
        var root = ServerAddress.Reachable(ServerAddress.Configured(configuration) is [var first, ..] ? first : ListenAddresses.Default);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
        try
        {
            using var answer = await http.GetAsync(new Uri($"{root}/health/ready"));
            var text = (await answer.Content.ReadAsStringAsync()).Trim();
            if (!answer.IsSuccessStatusCode)
                throw new StartFailedException($"{root} is not ready: {text}");
            Console.WriteLine(text);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            throw new StartFailedException($"{root} does not answer: {error.Message}");
        }
    }
}
