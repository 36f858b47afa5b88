using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace CoachingPlatform.Infrastructure;

/// <summary>Where a browser on this machine finds this server.</summary>
public sealed class ServerAddress(IServer server, IConfiguration configuration)
{
    private static readonly string[] AnyHost = ["+", "*", "0.0.0.0", "[::]"];

    /// <summary>The first address it listens on or, before it does, is told to. Without a slash at the end.</summary>
    public string Root =>
        Reachable(server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? Configured(configuration)[0]);

    /// <summary>How this machine reaches a server that listens on an address, which may stand for every network. Without a slash at the end.</summary>
    public static string Reachable(string address)
    {
        var binding = BindingAddress.Parse(address);
        return AnyHost.Contains(binding.Host) ? $"{binding.Scheme}://localhost:{binding.Port}{binding.PathBase}" : address.TrimEnd('/');
    }

    /// <summary>The addresses that are set; ports count only where there are none.</summary>
    public static IReadOnlyList<string> Configured(IConfiguration configuration) =>
        Parts(configuration["urls"]) is { Length: > 0 } addresses
        ? addresses
        : [.. Parts(configuration["http_ports"]).Select(port => $"http://*:{port}"), .. Parts(configuration["https_ports"]).Select(
            port => $"https://*:{port}")];

    private static string[] Parts(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
