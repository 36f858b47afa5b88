namespace CoachingPlatform.Domain.Organizations;

/// <summary>A company or club whose members coach each other.</summary>
public sealed class Organization
{
    public const int NameMaxLength = 255;

    private Organization()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Trimmed; unique.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Derived from the name; unique, so that "A B" and "A-B" cannot both exist.</summary>
    public string Slug { get; private set; } = "";

    public string? Logo { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    /// <summary>UTC; null while the organization is active.</summary>
    public DateTime? ArchivedAt { get; private set; }

    /// <summary>Who archived it; null while it is active, or when that account is gone.</summary>
    public Guid? ArchivedBy { get; private set; }

    public static Organization Create(string name, DateTime now) => new()
    {
        Id = Guid.NewGuid(), Name = name.Trim(), Slug = Organizations.Slug.Of(name), CreatedAt = now, UpdatedAt = now,
    };

    /// <summary>Archiving twice keeps the first date and person.</summary>
    public void Archive(Guid archivedBy, DateTime now)
    {
        if (ArchivedAt is not null)
            return;
        ArchivedAt = now;
        ArchivedBy = archivedBy;
        UpdatedAt = now;
    }

    /// <exception cref="ConflictException">The organization is archived (<c>organization_archived</c>).</exception>
    public void EnsureActive()
    {
        if (ArchivedAt is not null)
            throw new ConflictException("organization_archived", "This organization is archived. Nothing new can be added to it.");
    }
}
