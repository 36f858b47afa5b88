using CoachingPlatform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.Features;

[Category("Features"), TestOf(typeof(GoneClients))]
public sealed class GoneClientsTests
{
    [TestCase(true, 499)]
    [TestCase(false, 200)]
    public async Task A_request_is_carried_out_only_while_its_client_is_there(bool isGone, int status)
    {
        var wasCarriedOut = false;
        await using var services = new ServiceCollection().BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseGoneClients();
        app.Run(_ =>
        {
            wasCarriedOut = true;
            return Task.CompletedTask;
        });
        var context = new DefaultHttpContext { RequestAborted = new CancellationToken(isGone) };

        await app.Build()(context);

        Assert.That((wasCarriedOut, context.Response.StatusCode), Is.EqualTo((!isGone, status)));
    }
}
