using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Application.Accounts;

/// <summary>The pages to which people are sent: the web frontend's or, where there is none, this server's own.</summary>
public interface IPageAddresses
{
    /// <summary>Where a link leads on which people set their password or confirm an address.</summary>
    string OfLink(AccountLinkPurpose purpose, string secret);

    /// <summary>The web frontend's settings of meeting providers.</summary>
    string IntegrationSettings { get; }

    /// <summary>Where this server gives out the calendar with that secret.</summary>
    string OfCalendar(string secret);
}
