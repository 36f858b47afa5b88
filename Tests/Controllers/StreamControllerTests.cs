using System.IO.Pipelines;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Domain;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;
using CoachingPlatform.Web.Controllers;
using Microsoft.AspNetCore.Http.Features;
using Moq;

namespace CoachingPlatform.Tests.Controllers;

/// <summary>Signing in, signing out, and the streams in between.</summary>
[Category("Features")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StreamControllerTests : IDisposable
{
    private readonly ControllersUnderTest _server = new();
    private readonly SseMetrics _metrics = new(new ConnectionRegistry(), TimeProvider.System);
    private readonly SseClient _client = LoginSessionService.ClientOf(ControllersUnderTest.SessionOf("coach"));

    [Test, TestOf(typeof(SseController))]
    public async Task A_stream_is_registered_on_entry_and_unregistered_when_the_client_leaves()
    {
        var connection = new SseConnection(_client, 16, [], 0, _metrics);
        _server.Broadcaster.Setup(b => b.Connect(_client, "41")).Returns(connection);
        using var leaving = new CancellationTokenSource();
        var controller = _server.As<SseController>("coach");

        var stream = controller.Stream("41", leaving.Token);
        connection.Send(SseFrame.KeepAlive);
        await Eventually.TrueAsync(() => connection.FramesWritten == 1, "the frame is pumped");
        Assert.That(stream.IsCompleted, Is.False);
        await leaving.CancelAsync();
        await stream;

        Assert.That(controller.Response.ContentType, Is.EqualTo("text/event-stream"));
        _server.Broadcaster.Verify(b => b.Disconnect(connection), Times.Once);
        _server.Broadcaster.Verify(b => b.Close(It.IsAny<SseClient>(), null, null), Times.Never);
    }

    [Test, TestOf(typeof(SseController))]
    public void A_stream_is_unregistered_even_when_writing_to_it_fails()
    {
        var connection = new SseConnection(_client, 16, [SseFrame.KeepAlive], 0, _metrics);
        _server.Broadcaster.Setup(b => b.Connect(It.IsAny<SseClient>(), null)).Returns(connection);
        var broken = new Mock<IHttpResponseBodyFeature>();
        broken.Setup(body => body.Writer).Returns(PipeWriter.Create(new BrokenStream()));
        var controller = _server.As<SseController>("coach");
        controller.HttpContext.Features.Set(broken.Object);

        Assert.That(() => controller.Stream(null, CancellationToken.None), Throws.TypeOf<IOException>());
        _server.Broadcaster.Verify(b => b.Disconnect(connection), Times.Once);
    }

    [Test, TestOf(typeof(LoginController))]
    public async Task Signing_in_checks_the_password_even_where_there_is_no_account()
    {
        var controller = _server.As<LoginController>(null);

        Assert.That(() => controller.SignIn("nobody@demo.test", "guess", CancellationToken.None), Throws.TypeOf<UnauthorizedException>());
        _server.Passwords.Verify(passwords => passwords.VerifyAsync(null, "guess", CancellationToken.None), Times.Once);

        _server.Passwords.Setup(passwords => passwords.VerifyAsync(It.IsNotNull<string>(), "right", CancellationToken.None)).ReturnsAsync(true);
        var user = await controller.SignIn(" COACH@demo.test", "right", CancellationToken.None);
        Assert.That(user.Id, Is.EqualTo(ControllersUnderTest.IdOf("coach")));
    }

    [Test, TestOf(typeof(LoginController))]
    public async Task Signing_out_closes_the_streams_after_the_session_is_gone()
    {
        await _server.SignInAsync("coach");
        var sessionsLeft = -1;
        _server.Broadcaster.Setup(b => b.Close(_client, "force_logout", It.IsAny<string>()))
            .Callback(() => sessionsLeft = _server.Db.LoginSessions.Count());

        await _server.As<LoginController>("coach").SignOut(CancellationToken.None);

        Assert.That(sessionsLeft, Is.Zero);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _server.Dispose();
    }

    /// <summary>A connection that is gone.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The connection is gone.");
    }
}
