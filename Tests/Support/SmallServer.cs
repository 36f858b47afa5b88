using System.Net;
using System.Net.Security;
using CoachingPlatform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Tests.Support;

/// <summary>Kestrel with the platform's way to the socket, and one answer to every request.</summary>
internal static class SmallServer
{
    public static async Task<WebApplication> StartAsync(string scheme, RequestDelegate answer)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        SocketWriter.Use(builder);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            if (scheme == "https")
                endpoint.UseHttps(LocalhostCertificate.Create());
        }));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    /// <summary>A client with one connection.</summary>
    /// <param name="version">Of HTTP, and no other.</param>
    public static HttpClient CreateClient(this WebApplication app, string version) =>
        new(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 1,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = LocalhostCertificate.Trust },
        })
        {
            BaseAddress = new Uri(app.Urls.Single()),
            DefaultRequestVersion = Version.Parse(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
}
