using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace CoachingPlatform.Tests.Support;

/// <summary>A real nginx with the site's configuration from <c>nginx/</c>. Where it is missing the test is skipped.</summary>
public sealed class NginxServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TempFolder _folder;

    private NginxServer(Process process, TempFolder folder, Uri address) => (_process, _folder, Address) = (process, folder, address);

    /// <summary>Root of the site; the application is below <c>/api/</c>.</summary>
    public Uri Address { get; }

    public static Task<NginxServer> StartAsync(params Uri[] upstreams) => StartAsync(withTls: false, upstreams);

    public static async Task<NginxServer> StartAsync(bool withTls, params Uri[] upstreams)
    {
        if (!File.Exists("/usr/sbin/nginx"))
            Assert.Ignore("nginx is not installed (Debian: nginx).");
        var folder = new TempFolder();
        var address = ServerProcess.FreeAddress();
        var source = folder.File("conf");
        Directory.CreateDirectory(source);
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "nginx")))
            File.Copy(file, Path.Combine(source, Path.GetFileName(file)));
        var hasHttp2Directive = await VersionAsync() >= new Version(1, 25, 1);
        if (withTls)
        {
            WriteCertificate(folder);
            var tls = await File.ReadAllTextAsync(Path.Combine(source, "example-tls.conf"));
            if (hasHttp2Directive)
                tls = tls.Replace("# http2 on;", "http2 on;", StringComparison.Ordinal);
            await File.WriteAllTextAsync(
                Path.Combine(source, "tls.conf"), tls.Replace("/etc/nginx/tls", folder.Path, StringComparison.Ordinal));
            address = new UriBuilder(address) { Scheme = "https" }.Uri;
        }
        var servers = string.Join(";\n    server ", upstreams.Select(upstream => $"{upstream.Authority} fail_timeout=2s"));
        var site = (await File.ReadAllTextAsync(Path.Combine(source, "coaching.conf.template")))
            .Replace("${LISTEN}", $"{address.Port}{(!withTls ? "" : hasHttp2Directive ? " ssl" : " ssl http2")}", StringComparison.Ordinal)
            .Replace("${UPSTREAM}", servers, StringComparison.Ordinal)
            .Replace("${CONF}", source, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.File("nginx.conf"), $$"""
            daemon off;
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            worker_processes 1;
            pid {{folder.File("nginx.pid")}};
            error_log {{folder.File("error.log")}};
            events { worker_connections 4096; }
            http {
              access_log {{folder.File("access.log")}};
              client_body_temp_path {{folder.File("body")}};
              proxy_temp_path {{folder.File("proxy")}};
              fastcgi_temp_path {{folder.File("fastcgi")}};
              uwsgi_temp_path {{folder.File("uwsgi")}};
              scgi_temp_path {{folder.File("scgi")}};
              {{site}}
            }
            """);
        var process = Process.Start(
            new ProcessStartInfo("/usr/sbin/nginx", ["-c", folder.File("nginx.conf"), "-p", folder.Path, "-e", folder.File("error.log")]))!;
        var nginx = new NginxServer(process, folder, address);
        using var http = Trusting(address);
        await Eventually.TrueAsync(async () => await AnswersAsync(http), "nginx answers");
        return nginx;
    }

    /// <summary>What it has written into its logs until it answered a request with this in its address.</summary>
    public async Task<string> LogsUpToAsync(string mark)
    {
        var access = "";
        await Eventually.TrueAsync(async () => (access = await File.ReadAllTextAsync(_folder.File("access.log"))).Contains(
            mark, StringComparison.Ordinal), "the log has come so far");
        return access + await File.ReadAllTextAsync(_folder.File("error.log"));
    }

    /// <summary>Checks the configuration; what nginx says about it.</summary>
    public async Task<(int ExitCode, string Output)> CheckAsync()
    {
        using var check = Process.Start(
            new ProcessStartInfo("/usr/sbin/nginx", ["-t", "-c", _folder.File("nginx.conf"), "-p", _folder.Path])
            {
                RedirectStandardError = true,
            })!;
        var output = await check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();
        return (check.ExitCode, output);
    }

    /// <summary>A client that takes the site's own certificate for what it is.</summary>
    public static HttpClient Trusting(Uri address) => new(new SocketsHttpHandler
    {
        UseCookies = false,
        SslOptions = { RemoteCertificateValidationCallback = LocalhostCertificate.Trust },
    })
    {
        BaseAddress = address,
    };

    public async ValueTask DisposeAsync()
    {
        // the master ends its workers
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<Version> VersionAsync()
    {
        using var nginx = Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-v"]) { RedirectStandardError = true })!;
        var output = await nginx.StandardError.ReadToEndAsync();   // nginx version: nginx/1.22.1
        await nginx.WaitForExitAsync();
        return Version.Parse(output.Split('/')[1].Split(' ')[0].Trim());
    }

    private static void WriteCertificate(TempFolder folder)
    {
        using var certificate = LocalhostCertificate.Create();
        using var key = certificate.GetRSAPrivateKey()!;
        File.WriteAllText(folder.File("fullchain.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(folder.File("privkey.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
