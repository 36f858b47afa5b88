using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.RateLimits;
using CoachingPlatform.Domain.LoginSessions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CoachingPlatform.Tests.Features;

/// <summary>Somebody guesses the coach's password, from one address or from many, and the coach signs in all the same.</summary>
[Category("Features")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class LockOutTests : IDisposable
{
    private const string Coach = "coach@demo.test";
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly PlatformServer _server;

    public LockOutTests() => _server = PlatformServer.Start(replace: services => services.AddSingleton<TimeProvider>(_clock));

    public void Dispose() => _server.Dispose();

    [Test]
    public async Task Wrong_passwords_from_one_address_keep_nobody_out_who_is_elsewhere()
    {
        using var guesser = ClientAt("127.0.0.2");
        using var owner = ClientAt("127.0.0.3");

        for (var i = 0; i < 10; i++)
            Assert.That(await SignInAsync(guesser, "wrong"), Is.EqualTo(401));

        Assert.That((await SignInAsync(guesser, DemoData.Password), await SignInAsync(owner, DemoData.Password)), Is.EqualTo((429, 200)));
    }

    [Test]
    public async Task Wrong_passwords_from_many_addresses_keep_out_all_but_a_browser_that_is_known()
    {
        using var owner = ClientAt("127.0.0.3");
        using var elsewhere = ClientAt("127.0.0.4");
        var device = await DeviceAfterSignInAsync(owner);

        await GuessFromManyAddressesAsync(await IdOfAsync(Coach));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await SignInAsync(elsewhere, DemoData.Password), Is.EqualTo(429), "a browser that is not known");
            Assert.That(await SignInAsync(elsewhere, DemoData.Password, $"device={device}x"), Is.EqualTo(429), "a made-up device");
            Assert.That(await SignInAsync(owner, DemoData.Password, $"device={device}"), Is.EqualTo(200), "the owner's browser");
            Assert.That(
                await SignInAsync(elsewhere, DemoData.Password, $"device={device}"), Is.EqualTo(200), "the owner's browser on a journey");
        }
    }

    [Test]
    public async Task A_known_browser_mistypes_as_often_as_any_other()
    {
        using var owner = ClientAt("127.0.0.3");
        var device = $"device={await DeviceAfterSignInAsync(owner)}";

        for (var i = 0; i < 10; i++)
            Assert.That(await SignInAsync(owner, "wrong", device), Is.EqualTo(401));

        Assert.That(await SignInAsync(owner, DemoData.Password, device), Is.EqualTo(429));
    }

    [Test]
    public async Task A_browser_is_known_for_those_who_signed_in_with_it()
    {
        using var coachee = ClientAt("127.0.0.3");
        var device = await DeviceAfterSignInAsync(coachee, "coachee@demo.test");
        await GuessFromManyAddressesAsync(await IdOfAsync(Coach));

        Assert.That(await SignInAsync(coachee, DemoData.Password, $"device={device}"), Is.EqualTo(429));
    }

    [Test]
    public async Task A_browser_keeps_its_token_and_gets_a_new_one_when_it_was_not_used_for_long()
    {
        using var owner = ClientAt("127.0.0.3");
        var first = await DeviceAfterSignInAsync(owner);
        _clock.Advance(TimeSpan.FromDays(179));
        var second = await DeviceAfterSignInAsync(owner, cookie: $"device={first}");
        _clock.Advance(TimeSpan.FromDays(179));
        var third = await DeviceAfterSignInAsync(owner, cookie: $"device={first}");
        _clock.Advance(TimeSpan.FromDays(181));
        var fourth = await DeviceAfterSignInAsync(owner, cookie: $"device={first}");

        Assert.That((second, third), Is.EqualTo((first, first)));
        Assert.That(fourth, Is.Not.EqualTo(first));
        await Eventually.TrueAsync(
            () => _server.InDatabaseAsync(async db => await db.KnownDevices.CountAsync() == 1), "what was not used for long is forgotten");
    }

    [Test]
    public async Task Of_one_person_ten_browsers_are_known_the_latest()
    {
        using var owner = ClientAt("127.0.0.3");
        var tokens = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            tokens.Add(await DeviceAfterSignInAsync(owner));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        var known = await _server.InDatabaseAsync(db => db.KnownDevices.Select(device => device.Id).ToListAsync());

        Assert.That(known, Is.EquivalentTo(tokens.TakeLast(KnownDevice.MostPerUser).Select(SessionToken.IdOf)));
    }

    [Test]
    public async Task Of_many_guesses_at_the_same_moment_no_more_than_the_limit_are_looked_at()
    {
        using var guesser = ClientAt("127.0.0.2");

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => SignInAsync(guesser, "wrong")));

        Assert.That(answers, Is.EquivalentTo(Enumerable.Repeat(401, 10).Concat(Enumerable.Repeat(429, 20))));
    }

    [Test]
    public async Task Who_signs_in_many_times_at_the_same_moment_mistypes_nothing()
    {
        using var owner = ClientAt("127.0.0.3");

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => SignInAsync(owner, DemoData.Password)));

        Assert.That(answers, Has.All.EqualTo(200));
        Assert.That(await _server.InDatabaseAsync(
            async db => (await db.RateLimitCounters.ToListAsync()).Sum(counter => counter.Times.Count)), Is.Zero);
    }

    [TestCase("nobody@demo.test", "NOBODY@demo.test", "ｎobody@demo.test")]
    [TestCase(Coach, "COACH@demo.test", " coach@demo.test ")]
    public async Task However_an_address_is_spelt_its_wrong_passwords_are_counted_together(params string[] spellings)
    {
        using var guesser = ClientAt("127.0.0.2");
        for (var i = 0; i < 10; i++)
            Assert.That(await SignInAsync(guesser, "wrong", email: spellings[i % 3]), Is.EqualTo(401));

        foreach (var spelling in spellings)
            Assert.That(await SignInAsync(guesser, "wrong", email: spelling), Is.EqualTo(429), spelling);
    }

    [Test]
    public async Task Who_has_chosen_a_new_password_by_mail_is_let_in_whatever_was_guessed_before()
    {
        using var owner = ClientAt("127.0.0.3");
        for (var i = 0; i < 10; i++)
            await SignInAsync(owner, "wrong");
        await GuessFromManyAddressesAsync(await IdOfAsync(Coach), guesses: 90);
        const string NewPassword = "an-entirely-new-phrase";

        using var asked = await owner.PostAsJsonAsync("/password-reset/request", new { email = Coach });
        await Eventually.TrueAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));   // mail is sent by the second
            return _server.Mails().Any();
        }, "the message with the link");
        var token = Link().Match((await _server.MailToAsync(Coach)).TextBody ?? "").Groups["token"].Value;
        using var chosen = await owner.PostAsJsonAsync(
            "/password-reset/complete", new { token, password = NewPassword, confirm_password = NewPassword });

        Assert.That(await SignInAsync(owner, NewPassword), Is.EqualTo(200));
    }

    /// <summary>Wrong passwords, ten from each address, without the time it takes to check them.</summary>
    private async Task GuessFromManyAddressesAsync(Guid account, int guesses = 100)
    {
        var rateLimits = _server.Services.GetRequiredService<RateLimitService>();
        for (var i = 0; i < guesses; i++)
        {
            var address = $"10.0.0.{i / 10}";
            await rateLimits.RecordAsync(
                [
                    new(RateLimit.LoginToAccountFromDevice, account.ToString(), address), new(RateLimit.LoginFromNetworkAddress, address),
                    new(RateLimit.LoginToAccount, account.ToString()),
                ], CancellationToken.None);
        }
    }

    private Task<Guid> IdOfAsync(string email) =>
        _server.InDatabaseAsync(db => db.Users.Where(user => user.Email == email).Select(user => user.Id).SingleAsync());

    private static async Task<string> DeviceAfterSignInAsync(HttpClient http, string email = Coach, string? cookie = null)
    {
        using var answer = await PostAsync(http, email, DemoData.Password, cookie);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return answer.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("device=", StringComparison.Ordinal))
            .Split(';')[0]["device=".Length..];
    }

    private static async Task<int> SignInAsync(HttpClient http, string password, string? cookie = null, string email = Coach)
    {
        using var answer = await PostAsync(http, email, password, cookie);
        return (int)answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string email, string password, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login");
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = email, ["password"] = password });
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        return await http.SendAsync(request);
    }

    [GeneratedRegex("/reset-password/(?<token>[A-Za-z0-9_-]{43})")]
    private static partial Regex Link();

    /// <summary>A client with an address of its own; the whole of 127.0.0.0/8 is this machine.</summary>
    private HttpClient ClientAt(string address) => new(new SocketsHttpHandler
    {
        UseCookies = false,
        ConnectCallback = async (context, ct) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = _server.Address,
        Timeout = TimeSpan.FromMinutes(2),
    };
}
