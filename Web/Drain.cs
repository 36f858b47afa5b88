namespace CoachingPlatform.Web;

/// <summary>
/// Behind a proxy a server that was asked to stop goes in two steps before its socket closes, because a request that is on its way to a socket that
/// closes is lost, and a proxy may not send a change twice. At first it serves as before and closes each connection after its answer, so that
/// the proxy keeps none for later. Then it answers what only reads with 502, which the proxy asks another instance instead, and learns
/// from it to send nothing here any more.
/// </summary>
internal sealed class Drain(IConfiguration configuration, TimeProvider clock) : IHostedLifecycleService
{
    private static readonly TimeSpan ServesStill = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SendsAway = TimeSpan.FromSeconds(0.5);

    private readonly bool _isBehindProxy = configuration.GetValue<bool>("FORWARDEDHEADERS_ENABLED");
    private volatile bool _isStopping;
    private volatile bool _sendsAway;

    public Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (_isStopping && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        if (!_sendsAway || !HttpMethods.IsGet(context.Request.Method))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status502BadGateway;
        return Task.CompletedTask;
    }

    /// <summary>Comes before the web server stops to listen.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        if (!_isBehindProxy)
            return;
        await Task.Delay(ServesStill, clock, cancellationToken);
        _sendsAway = true;
        await Task.Delay(SendsAway, clock, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
