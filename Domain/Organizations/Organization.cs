namespace CoachingPlatform.Domain.Organizations;

/// <summary>A company or club whose members coach each other.</summary>
public sealed class Organization
{
    public const int NameMaxLength = 255;
    public const int LogoMaxLength = 2_000;

    private Organization()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Trimmed; unique.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Derived from the name; unique, so that "A B" and "A-B" cannot both exist.</summary>
    public string Slug { get; private set; } = "";

    /// <summary>Its address, http or https; null or empty: none.</summary>
    public string? Logo { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    /// <summary>UTC; null while the organization is active.</summary>
    public DateTime? ArchivedAt { get; private set; }

    /// <summary>Who archived it; null while it is active, or when that account is gone.</summary>
    public Guid? ArchivedBy { get; private set; }

    /// <exception cref="RuleException">The name is blank or too long, or the logo is not an address (<c>validation_error</c>).</exception>
    public static Organization Create(string name, string? logo, DateTime now)
    {
        var organization = new Organization { Id = Guid.NewGuid(), CreatedAt = now };
        organization.Update(name, logo, now);
        return organization;
    }

    /// <summary>Renames the organization; its slug follows, names of documents that were made from it do not.</summary>
    /// <param name="logo">Null clears it.</param>
    /// <exception cref="RuleException">The name is blank or too long, or the logo is not an address (<c>validation_error</c>).</exception>
    public void Update(string name, string? logo, DateTime now)
    {
        var trimmed = name.Trim();
        if (trimmed.Length == 0 || trimmed.EnumerateRunes().Count() > NameMaxLength)
            throw new RuleException($"The name of an organization has between 1 and {NameMaxLength} characters.");
        (Name, Slug, Logo, UpdatedAt) = (trimmed, Organizations.Slug.Of(trimmed), WebAddress.Ensure(logo), now);
    }

    /// <summary>Archiving twice keeps the first date and person.</summary>
    public void Archive(Guid archivedBy, DateTime now)
    {
        if (ArchivedAt is not null)
            return;
        ArchivedAt = now;
        ArchivedBy = archivedBy;
        UpdatedAt = now;
    }

    public void Unarchive(DateTime now)
    {
        if (ArchivedAt is null)
            return;
        (ArchivedAt, ArchivedBy, UpdatedAt) = (null, null, now);
    }

    /// <exception cref="ConflictException">The organization is archived (<c>organization_archived</c>).</exception>
    public void EnsureActive()
    {
        if (ArchivedAt is not null)
            throw new ConflictException("organization_archived", "This organization is archived. Nothing new can be added to it.");
    }
}
