namespace CoachingPlatform.Application.Accounts;

/// <param name="IsNew">Whether there was no account before.</param>
/// <param name="WasSuperAdmin">Whether they had the role before.</param>
/// <param name="SetupLink">To choose the first password; null for somebody who has one.</param>
public sealed record SuperAdminCreated(bool IsNew, bool WasSuperAdmin, string? SetupLink);
