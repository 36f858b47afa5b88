using CoachingPlatform.Domain.Organizations;

namespace CoachingPlatform.Tests.Domain;

public sealed class SlugTests
{
    [TestCase("Harbour Guild", "harbour-guild")]
    [TestCase("  Blue  Heron & Co. ", "blue-heron-co")]
    [TestCase("Ærø Ñandú", "aero-nandu")]
    [TestCase("Straße nach Łódź", "strasse-nach-lodz")]
    [TestCase("***", "")]
    public void A_slug_is_the_name_in_plain_letters(string name, string slug) => Assert.That(Slug.Of(name), Is.EqualTo(slug));
}
