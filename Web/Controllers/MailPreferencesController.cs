using CoachingPlatform.Application.Mail;
using CoachingPlatform.Web.Authentication;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CoachingPlatform.Web.Controllers;

/// <summary>Which messages somebody gets by e-mail.</summary>
[ApiController]
public sealed class MailPreferencesController(MailPreferencesService preferences) : ControllerBase
{
    /// <summary>Which kinds of messages the caller gets; all, until they say otherwise.</summary>
    /// <response code="403">It is somebody else's id.</response>
    [HttpGet("users/{id}/mail-preferences")]
    public Task<MailPreferencesDto> Get(Guid id, CancellationToken ct) => preferences.GetAsync(id, User.Id(), ct);

    /// <summary>Switches kinds of messages on or off. Messages about the account itself always come.</summary>
    /// <response code="403">It is somebody else's id.</response>
    [HttpPut("users/{id}/mail-preferences")]
    public Task<MailPreferencesDto> Update(Guid id, UpdateMailPreferencesRequest request, CancellationToken ct) =>
        preferences.UpdateAsync(id, request, User.Id(), ct);

    /// <summary>Switches off the kind of message in which this link stands, without signing in (RFC 8058). Once more changes nothing.</summary>
    /// <param name="token">From the link.</param>
    /// <response code="404">The link is none of this server's.</response>
    [HttpPost("unsubscribe/{token}"), AllowAnonymous, AnyVersion, EnableRateLimiting(AddressLimits.PasswordReset)]
    public async Task<UnsubscribedDto> Unsubscribe(string token, CancellationToken ct) => new(await preferences.UnsubscribeAsync(token, ct));
}
