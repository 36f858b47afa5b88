namespace CoachingPlatform.Domain.Users;

public enum Role
{
    /// <summary>A member of one organization.</summary>
    User,

    /// <summary>Runs one organization.</summary>
    Admin,

    /// <summary>Runs the whole platform; belongs to no organization.</summary>
    SuperAdmin,
}
