using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Application.Accounts;

/// <summary>The pages on which people set their password and confirm an address.</summary>
public interface IAccountPages
{
    /// <summary>Where a link leads.</summary>
    string AddressOf(AccountTokenPurpose purpose, string secret);
}
