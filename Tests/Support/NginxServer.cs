using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace CoachingPlatform.Tests.Support;

/// <summary>A real nginx with the site's configuration from <c>nginx/</c>. Where it is missing the test is skipped.</summary>
public sealed class NginxServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TempFolder _folder;

    private NginxServer(Process process, TempFolder folder, Uri address) => (_process, _folder, Address) = (process, folder, address);

    /// <summary>Root of the site; the application is below <c>/api/</c>.</summary>
    public Uri Address { get; }

    public static async Task<NginxServer> StartAsync(params Uri[] upstreams)
    {
        if (!File.Exists("/usr/sbin/nginx"))
            Assert.Ignore("nginx is not installed (Debian: nginx).");
        var folder = new TempFolder();
        var address = ServerProcess.FreeAddress();
        var source = Path.Combine(RepositoryRoot(), "nginx");
        var servers = string.Join(";\n    server ", upstreams.Select(upstream => upstream.Authority));
        var site = (await File.ReadAllTextAsync(Path.Combine(source, "coaching.conf.template")))
            .Replace("${LISTEN}", address.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
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
              access_log off;
              client_body_temp_path {{folder.File("body")}};
              proxy_temp_path {{folder.File("proxy")}};
              fastcgi_temp_path {{folder.File("fastcgi")}};
              uwsgi_temp_path {{folder.File("uwsgi")}};
              scgi_temp_path {{folder.File("scgi")}};
              {{site}}
            }
            """);
        var process = Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-c", folder.File("nginx.conf"), "-p", folder.Path, "-e", folder.File("error.log")]))!;
        var nginx = new NginxServer(process, folder, address);
        using var http = new HttpClient { BaseAddress = address };
        await Eventually.TrueAsync(async () => await AnswersAsync(http), "nginx answers");
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        // the master ends its workers
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
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

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "nginx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
