using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace CoachingPlatform.Tests.Support;

/// <summary>A real Chromium with one page, driven through its debugging protocol. Where it is missing the test is skipped.</summary>
public sealed class Browser : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TempFolder _folder;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _complaints = [];
    private int _number;
    private string? _clockScript;

    private Browser(Process process, TempFolder folder) => (_process, _folder) = (process, folder);

    /// <summary>What the browser has complained about in its console, up to the last script that was run.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <param name="contentType">Of the page.</param>
    public static async Task<Browser> StartAsync(Uri page, string contentType = "text/plain")
    {
        if (!File.Exists("/usr/bin/chromium"))
            Assert.Ignore("chromium is not installed (Debian: chromium).");
        var folder = new TempFolder();
        var port = ServerProcess.FreeAddress().Port;
        var process = Process.Start(new ProcessStartInfo("/usr/bin/chromium",
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--remote-debugging-port={port}",
            $"--user-data-dir={folder.Path}", page.ToString(),
        ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var browser = new Browser(process, folder);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.TrueAsync(() => browser.AttachAsync(http, page), "the browser has a page", seconds: 30);
        await Eventually.TrueAsync(
            async () => await browser.RunAsync("document.readyState + location.protocol + document.contentType") == $"completehttp:{contentType}", "the page is shown", seconds: 30);
        await browser.SendAsync("Log.enable");   // tells what was logged before, too
        await browser.SendAsync("Runtime.enable");
        return browser;
    }

    /// <summary>Runs a script in the page; its value as text.</summary>
    public async Task<string> RunAsync(string script)
    {
        var result = await SendAsync("Runtime.evaluate", new { expression = script, returnByValue = true });
        Assert.That(result.TryGetProperty("exceptionDetails", out var thrown), Is.False, thrown.ToString());
        return result.GetProperty("result").TryGetProperty("value", out var value) ? value.ToString() : "";
    }

    public async Task GoToAsync(Uri page)
    {
        await SendAsync("Page.navigate", new { url = page.ToString() });
        await Eventually.TrueAsync(
            async () => await RunAsync("document.readyState + location.href") == $"complete{page}", $"{page} is shown", seconds: 30);
    }

    /// <summary>What time it is, and where, for every page that is opened from now on.</summary>
    public async Task SetClockAsync(DateTimeOffset now, string zone)
    {
        if (_clockScript is not null)
            await SendAsync("Page.removeScriptToEvaluateOnNewDocument", new { identifier = _clockScript });
        var source = $$"""
            {
              const Real = Date;
              const shift = {{now.ToUnixTimeMilliseconds()}} - Real.now();
              Date = class extends Real {
                constructor(...given) { given.length ? super(...given) : super(Real.now() + shift); }
                static now() { return Real.now() + shift; }
              };
            }
            """;
        _clockScript = (await SendAsync("Page.addScriptToEvaluateOnNewDocument", new { source })).GetProperty("identifier").GetString();
        await SendAsync("Emulation.setTimezoneOverride", new { timezoneId = zone });
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> AttachAsync(HttpClient http, Uri page)
    {
        try
        {
            var pages = await http.GetFromJsonAsync<JsonElement>("/json");
            var found = pages.EnumerateArray().FirstOrDefault(each => each.GetProperty("url").GetString() == page.ToString());
            if (found.ValueKind == JsonValueKind.Undefined)
                return false;
            await _socket.ConnectAsync(new Uri(found.GetProperty("webSocketDebuggerUrl").GetString()!), CancellationToken.None);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonElement> SendAsync(string method, object? parameters = null)
    {
        var id = ++_number;
        var command = JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters ?? new { } });
        await _socket.SendAsync(command, WebSocketMessageType.Text, true, CancellationToken.None);
        while (true)
        {
            var answer = await ReceiveAsync();
            if (answer.TryGetProperty("id", out var number) && number.GetInt32() == id)
                return answer.GetProperty("result");
            if (IsComplaint(answer))
                _complaints.Add(answer.GetProperty("params").ToString());
        }
    }

    private static bool IsComplaint(JsonElement message) => message.GetProperty("method").GetString() switch
    {
        "Log.entryAdded" => message.GetProperty("params").GetProperty("entry").GetProperty("level").GetString() is "error" or "warning",
        "Runtime.consoleAPICalled" => message.GetProperty("params").GetProperty("type").GetString() is "error" or "assert",
        "Runtime.exceptionThrown" => true,
        _ => false,
    };

    private async Task<JsonElement> ReceiveAsync()
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
        }
        while (!part.EndOfMessage);
        return JsonDocument.Parse(text.ToString()).RootElement;
    }
}
