namespace CoachingPlatform.Application.Organizations;

/// <param name="Name">1 to 255 characters after trimming; unique, also in its slug.</param>
/// <param name="Logo">Any text; null or absent: none.</param>
public sealed record OrganizationRequest(string Name, string? Logo = null);
