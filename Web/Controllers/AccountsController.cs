using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.RateLimiting;

namespace CoachingPlatform.Web.Controllers;

/// <summary>What links in messages are for, without being signed in: choosing a password, confirming an address.</summary>
[ApiController, AllowAnonymous, AnyVersion]
public sealed class AccountsController(AccountService accounts, EmailChangeService emails) : ControllerBase
{
    /// <summary>Sends a link to choose a new password, when there is such an account; the answer does not tell.</summary>
    /// <response code="400">This is not an e-mail address.</response>
    /// <response code="429">One was asked for within a minute, or five within a day (<c>password_reset_rate_limited</c>).</response>
    [HttpPost("password-reset/request"), EnableRateLimiting(AddressLimits.PasswordReset)]
    public Task RequestPasswordReset(RequestPasswordResetRequest request, CancellationToken ct) =>
        accounts.RequestPasswordResetAsync(request, ct);

    /// <summary>Whose password a link would reset; asking does not use it up.</summary>
    /// <response code="400">The link is unknown, used or too old (<c>invalid_or_expired_token</c>).</response>
    [HttpPost("password-reset/validate"), EnableRateLimiting(AddressLimits.PasswordReset)]
    public Task<PasswordResetDto> ValidatePasswordReset(ValidatePasswordResetRequest request, CancellationToken ct) =>
        accounts.ValidatePasswordResetAsync(request.Token, ct);

    /// <summary>Sets the new password; all sessions of the account end.</summary>
    /// <response code="400">The link is unknown, used or too old (<c>invalid_or_expired_token</c>).</response>
    [HttpPost("password-reset/complete"), TakesPasswordTurn, EnableRateLimiting(AddressLimits.PasswordReset)]
    public Task<UserDto> CompletePasswordReset(SetPasswordRequest request, CancellationToken ct) =>
        accounts.CompletePasswordResetAsync(request, ct);

    /// <summary>Confirms a new e-mail address with the link that was sent to it.</summary>
    /// <response code="400">The link is unknown, used or too old (<c>invalid_or_expired_token</c>).</response>
    [HttpPost("email-change/confirm"), EnableRateLimiting(AddressLimits.PasswordReset)]
    public Task<EmailChangedDto> ConfirmEmailChange(ConfirmEmailChangeRequest request, CancellationToken ct) =>
        emails.ConfirmAsync(request.Token, ct);

    /// <summary>Whom an invitation is for; asking does not use it up.</summary>
    /// <param name="token">From the link.</param>
    /// <response code="404">The invitation is unknown, used or too old.</response>
    [HttpGet("magic-link/validate")]
    public Task<UserDto> ValidateSetup([FromQuery, BindRequired] string token, CancellationToken ct) =>
        accounts.ValidateSetupAsync(token, ct);

    /// <summary>Sets the first password; from then on the person can sign in.</summary>
    /// <response code="404">The invitation is unknown, used or too old.</response>
    [HttpPost("magic-link/complete-setup"), TakesPasswordTurn]
    public Task<UserDto> CompleteSetup(SetPasswordRequest request, CancellationToken ct) => accounts.CompleteSetupAsync(request, ct);
}
