using System.Net.Sockets;
using System.Text;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>A real nginx keeps its promises for every way in which the application understands an address.</summary>
[Category("WholeSystem")]
public sealed class ProxySpellingsTests
{
    private TempFolder _folder = null!;
    private ServerProcess _server = null!;
    private NginxServer _nginx = null!;
    private NginxServer _alone = null!;

    /// <summary>The same path as the application's routing sees it: any case, a slash at the end, encoded or doubled characters.</summary>
    private static IEnumerable<string> SpellingsOf(string path)
    {
        var last = path.LastIndexOf('/');
        yield return path;
        yield return path.ToUpperInvariant().Replace("/API/", "/api/", StringComparison.Ordinal);
        yield return $"{path[..(last + 1)]}{char.ToUpperInvariant(path[last + 1])}{path[(last + 2)..]}";
        yield return $"{path}/";
        yield return $"{path}%2f";
        yield return $"{path}%2F";
        yield return $"{path}//";
        yield return path.Replace("/api/", "/api//", StringComparison.Ordinal);
        yield return path.Replace("/api/", "/api/%2f", StringComparison.Ordinal);
        yield return path.Replace("/api/", "/api%2f", StringComparison.Ordinal);
        yield return path.Replace("/api/", "//api/", StringComparison.Ordinal);
        yield return path.Replace("/api/", "/api/./", StringComparison.Ordinal);
        yield return path.Replace("/api/", "/api/x/../", StringComparison.Ordinal);
        yield return path.Replace("/api/", "/x/%2e%2e/api/", StringComparison.Ordinal);
        yield return $"{path[..(last + 1)]}%{(int)path[last + 1]:x2}{path[(last + 2)..]}";
        yield return $"{path[..^1]}%{(int)char.ToUpperInvariant(path[^1]):X2}/";
        yield return $"{path[..(last + 1)]}{path[(last + 1)..].Replace("s", "%C5%BF", StringComparison.Ordinal)}";   // a letter whose capital is S
    }

    private static IEnumerable<string> Metrics() =>
        [.. SpellingsOf("/api/metrics"), "/metrics", "/METRICS/", "//metrics", "/metrics%2f", "/%6detrics"];

    private static IEnumerable<string> Streams() => SpellingsOf("/api/sse").SkipLast(1);

    private static IEnumerable<string> SecretAddresses() =>
    [
        .. SpellingsOf("/api/magic-link/validate").Append("/api/magic-link//validate").Append("/api/Magic%2dLink%2fvalidate")
            .Select(path => $"{path}?token=SECRET"),
        .. new[] { "setup", "reset-password", "confirm-email" }.SelectMany(page => SpellingsOf($"/api/{page}/SECRET"))
            .Where(path => path.Contains("SECRET", StringComparison.Ordinal)),
        "/api/Setup/SECRET", "/api/RESET-password//SECRET", "/api/confirm%2demail%2fSECRET",
    ];

    [OneTimeSetUp]
    public async Task Start()
    {
        _folder = new TempFolder();
        _server = await ServerProcess.StartAsync(
            _folder, environment: new Dictionary<string, string> { ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true" });
        _nginx = await NginxServer.StartAsync(_server.Address);
        _alone = await NginxServer.StartAsync(ServerProcess.FreeAddress());
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _alone.DisposeAsync();
        await _nginx.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [TestCaseSource(nameof(Metrics))]
    public async Task Metrics_are_not_shown_through_the_proxy(string path)
    {
        foreach (var method in new[] { "GET", "POST" })
            Assert.That(await AskAsync(_nginx.Address, path, method), Does.Not.Contain("kestrel").And.Not.Contain(
                "# TYPE").And.Not.StartWith("HTTP/1.1 2"));
    }

    [Test]
    public async Task Metrics_are_not_shown_to_whoever_comes_through_any_proxy()
    {
        Assert.That(await AskAsync(_server.Address, "/metrics"), Does.Contain("# TYPE"));

        foreach (var header in new[] { "X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1",
            "X-Forwarded-Proto: https", "X-Forwarded-Host: a", "X-Forwarded-Prefix: /api", "X-Real-IP: 192.0.2.1", "Via: 1.1 proxy" })
            Assert.That(await AskAsync(_server.Address, "/metrics", headers: $"{header}\r\n"), Does.StartWith(
                "HTTP/1.1 404 ").And.Not.Contain("# TYPE"), header);
    }

    [TestCaseSource(nameof(Streams))]
    public async Task A_stream_is_told_to_come_back_while_the_application_is_away(string path)
    {
        var answer = await AskAsync(_alone.Address, path);

        Assert.That(answer, Does.StartWith("HTTP/1.1 200 ").And.Contain("Content-Type: text/event-stream").And.Contain("retry: "));
    }

    [TestCaseSource(nameof(SecretAddresses))]
    public async Task The_secret_in_the_address_of_a_link_gets_into_no_log(string path)
    {
        var secret = Guid.NewGuid().ToString("N");
        foreach (var nginx in new[] { _nginx, _alone })   // who does not reach the application writes an error line
        {
            Assert.That(
                await AskAsync(nginx.Address, path.Replace("SECRET", secret, StringComparison.Ordinal)),
                nginx == _nginx ? Does.StartWith("HTTP/1.1 404 ").Or.StartWith("HTTP/1.1 200 ") : Does.StartWith("HTTP/1.1 502 "));
            var mark = $"/{Guid.NewGuid()}";
            await AskAsync(nginx.Address, mark);

            Assert.That(await nginx.LogsUpToAsync(mark), Does.Not.Contain(secret));
        }
    }

    [Test]
    public async Task The_configuration_is_valid_without_a_warning()
    {
        await using var tls = await NginxServer.StartAsync(withTls: true, _server.Address);
        foreach (var nginx in new[] { _nginx, tls })
        {
            var (exitCode, output) = await nginx.CheckAsync();

            Assert.That((exitCode, output), Is.EqualTo((0, output)));
            Assert.That(output, Does.Not.Contain("[warn]"));
        }
    }

    /// <summary>The path goes over the wire as it is: an HTTP client would tidy it up.</summary>
    private static async Task<string> AskAsync(Uri server, string path, string method = "GET", string headers = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\nContent-Length: 0\r\n{headers}\r\n"));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(15));
    }
}
