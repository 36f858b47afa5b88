using AutoMapper;
using CoachingPlatform.Application;
using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.CalendarFeeds;
using CoachingPlatform.Application.Documents;
using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Metrics;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.LoginSessions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace CoachingPlatform.Tests.Support;

/// <summary>
/// Controllers by themselves, without routes, filters and sockets: with the real use cases on a database in which the demo people are at
/// work, and with everything replaced that would really send, encrypt or reach out.
/// </summary>
public sealed class ControllersUnderTest : IDisposable
{
    private static readonly IMapper Mapper = new MapperConfiguration(
        mapping => mapping.AddMaps(typeof(ApplicationServices).Assembly), NullLoggerFactory.Instance).CreateMapper();

    private readonly TestDatabase _database = TestDatabase.WithDemoPeople();
    private readonly ServiceProvider _services;
    private readonly IServiceScope _request;

    public ControllersUnderTest()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddApplication(null);
        services.AddSingleton(Mapper);
        services.AddSingleton(TimeProvider.System);
        services.AddScoped(_ => _database.Open());
        services.AddScoped<IAppDb>(provider => provider.GetRequiredService<AppDb>());
        services.AddSingleton(Outbox.Object);
        services.AddSingleton(Mails.Object);
        services.AddSingleton(Broadcaster.Object);
        services.AddSingleton(Passwords.Object);
        services.AddSingleton(Documents.Object);
        services.AddSingleton(Pages.Object);
        services.AddSingleton(Calendars.Object);
        services.AddSingleton(Metrics.Object);
        _services = services.BuildServiceProvider();
        _request = _services.CreateScope();
        Db = _request.ServiceProvider.GetRequiredService<AppDb>();
    }

    public Mock<IOutbox> Outbox { get; } = new();

    public Mock<IMailQueue> Mails { get; } = new();

    public Mock<ISseBroadcaster> Broadcaster { get; } = new();

    public Mock<IPasswordHasher> Passwords { get; } = new();

    public Mock<IDocumentTokens> Documents { get; } = new();

    public Mock<IPageAddresses> Pages { get; } = new();

    public Mock<ICalendarWriter> Calendars { get; } = new();

    public Mock<IMetrics> Metrics { get; } = new();

    /// <summary>The unit of work of the request.</summary>
    public AppDb Db { get; }

    public IServiceScopeFactory Scopes => _services.GetRequiredService<IServiceScopeFactory>();

    /// <summary>A demo person's id, by the part of the address before the at sign.</summary>
    public static Guid IdOf(string person) => DemoData.IdOf($"user {person}@demo.test");

    /// <summary>A login session of such a person; only <see cref="SignInAsync"/> makes it one that lasts.</summary>
    public static SignedIn SessionOf(string person, string device = "laptop") => new(SessionToken.IdOf($"{person} {device}"), IdOf(person));

    /// <summary>Stores a login session of such a person.</summary>
    /// <returns>How the live channel knows it.</returns>
    public async Task<SseClient> SignInAsync(string person, string device = "laptop")
    {
        var session = SessionOf(person, device);
        var user = await Db.Users.SingleAsync(u => u.Id == session.UserId);
        Db.LoginSessions.Add(
            LoginSession.Open(session.Id, user.Id, user.SecurityStamp, TimeSpan.FromDays(1), TimeProvider.System.UtcNow()));
        await Db.SaveChangesAsync();
        Db.ChangeTracker.Clear();   // the request that follows begins with none
        return LoginSessionService.ClientOf(session);
    }

    /// <summary>A controller that is asked by a demo person.</summary>
    /// <param name="person">Null: nobody is signed in.</param>
    public T As<T>(string? person) where T : ControllerBase
    {
        var controller = ActivatorUtilities.CreateInstance<T>(_request.ServiceProvider);
        var context = new DefaultHttpContext { RequestServices = _request.ServiceProvider };
        if (person is not null)
            context.User = CallerIdentity.PrincipalOf(SessionOf(person));
        controller.ControllerContext = new ControllerContext { HttpContext = context };
        return controller;
    }

    /// <summary>Exactly these people were told exactly this, and nobody anything else.</summary>
    public void ShouldHaveTold<TEvent>(TEvent liveEvent, params string[] people) where TEvent : ILiveEvent
    {
        var expected = people.Select(IdOf).ToHashSet();
        Outbox.Verify(outbox => outbox.Add(
            It.Is<IReadOnlyCollection<Guid>>(told => expected.SetEquals(told)), It.Is<TEvent>(sent => sent.Equals(liveEvent))), Times.Once);
        Outbox.VerifyNoOtherCalls();
    }

    /// <summary>What a controller has created, once it said 201 and where.</summary>
    public static T Created<T>(ActionResult<T> answer, Func<T, string> location)
    {
        var created = (CreatedResult)answer.Result!;
        var value = (T)created.Value!;
        Assert.That(created.Location, Is.EqualTo(location(value)));
        return value;
    }

    public void Dispose()
    {
        _request.Dispose();
        _services.Dispose();
        _database.Dispose();
    }
}
