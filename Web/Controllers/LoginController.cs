using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Web.Authentication;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>Signing in and out.</summary>
[ApiController, AnyVersion]
public sealed class LoginController(SignInService signIns, LoginSessionService sessions) : ControllerBase
{
    /// <summary>
    /// Signs in; the answer sets the cookie <c>id</c>, which every other route asks for, and the cookie <c>device</c>, which lets
    /// this browser in also while others guess the password.
    /// </summary>
    /// <param name="email">The account's address, in any case.</param>
    /// <param name="password">Its password.</param>
    /// <response code="401">The address or the password is wrong; it does not say which.</response>
    /// <response code="429">
    /// Too many wrong passwords (<c>login_rate_limited</c>); <c>Retry-After</c> says how many seconds to wait.
    /// </response>
    [HttpPost("login"), AllowAnonymous, KnowsCaller, TakesPasswordTurn, Consumes("application/x-www-form-urlencoded")]
    public async Task<SignedInUserDto> SignIn([FromForm] string email, [FromForm] string password, CancellationToken ct)
    {
        var context = new SignInContext(ClientAddress.Of(HttpContext), DeviceCookie.TokenOf(HttpContext), User.Session());
        var (user, token, device) = await signIns.SignInAsync(email, password, context, ct);
        DeviceCookie.Send(HttpContext, device);
        SessionCookie.Send(HttpContext, token);
        return user;
    }

    /// <summary>Signs out: the session ends, and with it the streams that were opened in it.</summary>
    [HttpDelete("delete")]
    public async Task SignOut(CancellationToken ct)
    {
        await sessions.SignOutAsync(User.Session()!, ct);
        SessionCookie.Send(HttpContext, null);
    }
}
