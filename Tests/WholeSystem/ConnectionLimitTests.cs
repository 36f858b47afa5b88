using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>More connections than the process has descriptors for.</summary>
[Category("WholeSystem")]
[NonParallelizable]   // what it measures, others would disturb
public sealed class ConnectionLimitTests
{
    private const int Descriptors = 1024;
    private const string Warning = "connections are open";

    [Test]
    public async Task A_flood_of_connections_is_refused_and_everybody_else_goes_on()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder, descriptors: Descriptors);
        using var coach = await server.SignInAsync("coach@demo.test");
        await using var stream = await coach.OpenStreamAsync();
        await coach.CreateActionAsync(DemoData.TodaysSessionId, "before the flood");   // leaves a connection open for the next request
        await stream.NextAsync("action_created");

        using (var flood = SocketFlood.Open(server.Address, 3_000))
        {
            await Eventually.TrueAsync(() => flood.Refused > 1_000, "most of the flood is refused", seconds: 30);
            await coach.CreateActionAsync(DemoData.TodaysSessionId, "during the flood");
            await stream.NextAsync("action_created");
        }

        using var newcomer = new HttpClient { BaseAddress = server.Address };
        await Eventually.TrueAsync(() => IsHealthyAsync(newcomer), "the server takes connections again");
        await coach.CreateActionAsync(DemoData.TodaysSessionId, "after the flood");
        await stream.NextAsync("action_created");
        Assert.That(Regex.Count(server.OutputSoFar, Warning), Is.EqualTo(1), server.OutputSoFar);
    }

    [Test]
    public async Task A_connection_that_ends_makes_room_for_another()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(
            folder, environment: new Dictionary<string, string> { ["Kestrel__Limits__MaxConcurrentConnections"] = "3" });

        for (var i = 0; i < 10; i++)
            await Eventually.TrueAsync(() => TryAsync(server.Address, many: 3), $"three fit, round {i}");
        await Eventually.TrueAsync(
            async () => !await TryAsync(server.Address, many: 4), "four do not: the setting wins over what the descriptors allow");
    }

    /// <summary>Opens so many connections at once and asks on the last; whether it was answered.</summary>
    private static async Task<bool> TryAsync(Uri server, int many)
    {
        using var others = SocketFlood.Open(server, many - 1);
        using var http = new HttpClient { BaseAddress = server };
        return await IsHealthyAsync(http);
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception refused) when (refused is HttpRequestException or SocketException)   // the latter: closed while it was being opened
        {
            return false;
        }
    }
}
