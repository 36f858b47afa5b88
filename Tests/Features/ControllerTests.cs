using System.IO.Pipelines;
using AutoMapper;
using CoachingPlatform.Application;
using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.RateLimits;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingRelationships;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.LoginSessions;
using CoachingPlatform.Domain.Organizations;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;
using CoachingPlatform.Web.Controllers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;

namespace CoachingPlatform.Tests.Features;

/// <summary>Controllers by themselves, with the neighbours that would really send replaced.</summary>
[Category("Features")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ControllerTests : IDisposable
{
    private static readonly DateTime Noon = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly TestDatabase _database = new();
    private readonly AppDb _db;
    private readonly ServiceProvider _scopes;
    private readonly RateLimitService _rateLimits;
    private readonly SseMetrics _metrics = new(new ConnectionRegistry(), TimeProvider.System);
    private readonly IMapper _mapper = new MapperConfiguration(
        mapping => mapping.AddMaps(typeof(ApplicationServices).Assembly), NullLoggerFactory.Instance).CreateMapper();
    private readonly Mock<IOutbox> _outbox = new();
    private readonly Mock<ISseBroadcaster> _broadcaster = new();
    private readonly Mock<IPasswordHasher> _passwords = new();
    private readonly User _coach = User.Create("coach@demo.test", "Cleo", "Coach", "UTC", Noon);
    private readonly User _coachee = User.Create("coachee@demo.test", "Eli", "Coachee", "UTC", Noon);
    private readonly CoachingSession _session;
    private readonly SignedIn _signedIn;

    public ControllerTests()
    {
        _db = _database.Open();
        _scopes = new ServiceCollection().AddScoped<IAppDb>(_ => _database.Open()).BuildServiceProvider();
        _rateLimits = new RateLimitService(_scopes.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System);
        var organization = Organization.Create("Harbour", null, Noon);
        var relationship = CoachingRelationship.Create(organization.Id, _coach.Id, "Cleo", _coachee.Id, "Eli", Noon);
        _session = CoachingSession.Create(relationship.Id, Noon, 60, null, null, null, "d", Noon);
        _signedIn = new SignedIn(SessionToken.IdOf("token"), _coach.Id);
        _db.AddRange(
            organization, _coach, _coachee, relationship, _session,
            UserRole.Member(_coach.Id, organization.Id, Role.User, Noon), UserRole.Member(_coachee.Id, organization.Id, Role.User, Noon),
            LoginSession.Open(_signedIn.Id, _coach.Id, _coach.SecurityStamp, TimeSpan.FromDays(365 * 100), Noon));
        _db.SaveChangesAsync().GetAwaiter().GetResult();
    }

    [Test]
    public async Task Creating_an_action_answers_201_and_leaves_one_event_for_both()
    {
        var controller = As(_coach, new ActionsController(new ActionService(_db, _outbox.Object, Mock.Of<IMailQueue>(), _mapper, TimeProvider.System)));

        var answer = await controller.Create(new CreateActionRequest(_session.Id, ItemStatus.NotStarted, "b"), CancellationToken.None);

        var created = (CreatedResult)answer.Result!;
        var action = (ActionDto)created.Value!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(created.Location, Is.EqualTo($"/actions/{action.Id}"));
            Assert.That(action.UserId, Is.EqualTo(_coach.Id));
        }
        _outbox.Verify(outbox => outbox.Add(
            It.Is<IReadOnlyCollection<Guid>>(people => people.SequenceEqual(new[] { _coach.Id, _coachee.Id })),
            new ActionCreated(_session.Id, action)));
        _outbox.VerifyNoOtherCalls();
    }

    [Test]
    public void A_stranger_creates_nothing_and_nobody_is_told()
    {
        var stranger = User.Create("x@demo.test", "X", "Y", "UTC", Noon);
        var controller = As(stranger, new ActionsController(new ActionService(_db, _outbox.Object, Mock.Of<IMailQueue>(), _mapper, TimeProvider.System)));

        Assert.That(
            () => controller.Create(new CreateActionRequest(_session.Id, ItemStatus.NotStarted), CancellationToken.None),
            Throws.TypeOf<ForbiddenException>());
        Assert.That(_db.Actions, Is.Empty);
        _outbox.VerifyNoOtherCalls();
    }

    [Test]
    public async Task A_stream_is_registered_on_entry_and_unregistered_when_the_client_leaves()
    {
        var connection = new SseConnection(LoginSessionService.ClientOf(_signedIn), 16, [], 0, _metrics);
        _broadcaster.Setup(b => b.Connect(LoginSessionService.ClientOf(_signedIn), "41")).Returns(connection);
        using var leaving = new CancellationTokenSource();
        var controller = As(_coach, new SseController(_broadcaster.Object, Options.Create(new SseOptions())));

        var stream = controller.Stream("41", leaving.Token);
        connection.Send(SseFrame.KeepAlive);
        await Eventually.TrueAsync(() => connection.FramesWritten == 1, "the frame is pumped");
        Assert.That(stream.IsCompleted, Is.False);
        await leaving.CancelAsync();
        await stream;

        Assert.That(controller.Response.ContentType, Is.EqualTo("text/event-stream"));
        _broadcaster.Verify(b => b.Disconnect(connection), Times.Once);
        _broadcaster.Verify(b => b.Close(It.IsAny<SseClient>(), null, null), Times.Never);
    }

    [Test]
    public void A_stream_is_unregistered_even_when_writing_to_it_fails()
    {
        var connection = new SseConnection(LoginSessionService.ClientOf(_signedIn), 16, [SseFrame.KeepAlive], 0, _metrics);
        _broadcaster.Setup(b => b.Connect(It.IsAny<SseClient>(), null)).Returns(connection);
        var broken = new Mock<IHttpResponseBodyFeature>();
        broken.Setup(body => body.Writer).Returns(PipeWriter.Create(new BrokenStream()));
        var controller = As(_coach, new SseController(_broadcaster.Object, Options.Create(new SseOptions())));
        controller.HttpContext.Features.Set(broken.Object);

        Assert.That(() => controller.Stream(null, CancellationToken.None), Throws.TypeOf<IOException>());
        _broadcaster.Verify(b => b.Disconnect(connection), Times.Once);
    }

    [Test]
    public async Task Signing_in_checks_the_password_even_where_there_is_no_account()
    {
        var controller = As(null, new LoginController(SignIns(), Sessions()));

        Assert.That(() => controller.SignIn("nobody@demo.test", "guess", CancellationToken.None), Throws.TypeOf<UnauthorizedException>());
        _passwords.Verify(passwords => passwords.VerifyAsync(null, "guess", CancellationToken.None), Times.Once);

        _coach.ChangePassword("hash", Noon);
        await _db.SaveChangesAsync();
        _passwords.Setup(passwords => passwords.VerifyAsync("hash", "right", CancellationToken.None)).ReturnsAsync(true);
        var user = await controller.SignIn(" COACH@demo.test", "right", CancellationToken.None);
        Assert.That(user.Id, Is.EqualTo(_coach.Id));
    }

    [Test]
    public async Task Signing_out_closes_the_streams_after_the_session_is_gone()
    {
        var sessionsLeft = -1;
        _broadcaster.Setup(b => b.Close(LoginSessionService.ClientOf(_signedIn), "force_logout", It.IsAny<string>()))
            .Callback(() => sessionsLeft = _db.LoginSessions.Count());

        await As(_coach, new LoginController(SignIns(), Sessions())).SignOut(CancellationToken.None);

        Assert.That(sessionsLeft, Is.Zero);
    }

    public void Dispose()
    {
        _rateLimits.Dispose();
        _scopes.Dispose();
        _metrics.Dispose();
        _db.Dispose();
        _database.Dispose();
    }

    private LoginSessionService Sessions() => new(_db, new ReplacedSessions(
        TimeProvider.System), _broadcaster.Object, TimeProvider.System, Options.Create(new LoginSessionOptions()));

    private SignInService SignIns() => new(
        _db, Sessions(), new KnownDevices(_db, TimeProvider.System), _rateLimits, _passwords.Object, _mapper);

    private T As<T>(User? caller, T controller) where T : ControllerBase
    {
        var context = new DefaultHttpContext();
        if (caller is not null)
            context.User = CoachingPlatform.Web.Authentication.CallerIdentity.PrincipalOf(_signedIn with { UserId = caller.Id });
        controller.ControllerContext = new ControllerContext { HttpContext = context };
        return controller;
    }

    /// <summary>A connection that is gone.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The connection is gone.");
    }
}
