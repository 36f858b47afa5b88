using System.Net;
using System.Net.Sockets;
using CoachingPlatform.Infrastructure;

namespace CoachingPlatform.Web;

/// <summary>Where the server is told to listen.</summary>
internal static class ListenAddresses
{
    public const string Default = "http://localhost:4000";
    private const string Advice = "Set ASPNETCORE_URLS or --urls to a free address of this machine, such as http://localhost:4001.";

    public static void UseDefault(WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        if (string.IsNullOrEmpty(settings["urls"]) && string.IsNullOrEmpty(settings["http_ports"])
            && string.IsNullOrEmpty(settings["https_ports"]))
            builder.WebHost.UseUrls(Default);
    }

    /// <exception cref="StartFailedException">An address cannot be understood.</exception>
    public static void RequireGood(IConfiguration configuration)
    {
        foreach (var address in ServerAddress.Configured(configuration))
        {
            if (Parse(address) is null)
                throw new StartFailedException($"ASPNETCORE_URLS or --urls holds \"{address}\", which is not an address like {Default}.");
        }
    }

    /// <summary>Comes before the database is touched: another instance may be at work on it.</summary>
    /// <exception cref="StartFailedException">An address is not free.</exception>
    public static void RequireFree(IConfiguration configuration)
    {
        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            return;   // these count instead, and the server reads them itself
        foreach (var address in ServerAddress.Configured(configuration))
            RequireFree(address, Parse(address)!);
    }

    /// <summary>What the server itself says when it cannot listen.</summary>
    public static StartFailedException Refused(Exception error) =>
        new($"The server cannot listen: {error.Message.Split('\n')[0].TrimEnd()} Check ASPNETCORE_URLS or --urls.");

    private static void RequireFree(string address, BindingAddress binding)
    {
        foreach (var endpoint in EndpointsOf(binding))
        {
            try
            {
                using var listener = new TcpListener(endpoint);
                if (endpoint.Address.Equals(IPAddress.IPv6Any))
                    listener.Server.DualMode = true;   // as the server will
                listener.Start();
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied
                || (error.SocketErrorCode == SocketError.AddressNotAvailable && binding.Host != "localhost"))
            {
                throw new StartFailedException($"The server cannot listen on {address}: {error.Message}. {Advice}");
            }
        }
    }

    private static BindingAddress? Parse(string address)
    {
        try
        {
            var binding = BindingAddress.Parse(address);
            var isWhole = binding.Host.StartsWith('[')
                || !binding.Host.Contains(':', StringComparison.Ordinal);   // else its port is not a number
            return isWhole && binding.Scheme is "http" or "https" && binding.Port is >= 0 and <= IPEndPoint.MaxPort ? binding : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>None for a socket file, which has no port to be taken.</summary>
    private static IEnumerable<IPEndPoint> EndpointsOf(BindingAddress binding)
    {
        if (binding.IsUnixPipe || binding.IsNamedPipe)
            return [];
        IPAddress[] addresses = binding.Host == "localhost" ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : IPAddress.TryParse(binding.Host, out var address) ? [address]
            : [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];
        return addresses.Where(one => one.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6)
            .Select(one => new IPEndPoint(one, binding.Port));
    }
}
