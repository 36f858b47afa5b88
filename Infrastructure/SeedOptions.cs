namespace CoachingPlatform.Infrastructure;

/// <summary>Settings of the demo people, section <c>Seed</c>.</summary>
public sealed class SeedOptions
{
    public const string Section = "Seed";

    /// <summary>Whether an empty database gets demo people, and the pages may offer them. Default: in Development.</summary>
    public bool DemoData { get; set; }
}
