using CoachingPlatform.Domain.Organizations;

namespace CoachingPlatform.Tests.Domain;

public sealed class SlugTests
{
    [TestCase("Harbour Guild", "harbour-guild")]
    [TestCase("  Blue  Heron & Co. ", "blue-heron-co")]
    [TestCase("Ærø Ñandú", "aero-nandu")]
    [TestCase("Straße nach Łódź", "strasse-nach-lodz")]
    [TestCase("100 % Wien", "100-wien")]
    public void A_slug_is_the_name_in_plain_letters(string name, string slug) => Assert.That(Slug.Of(name), Is.EqualTo(slug));

    [TestCase("日本", "^[0-9a-f]{10}$")]
    [TestCase("***", "^[0-9a-f]{10}$")]
    [TestCase("\ud83d\ude80", "^[0-9a-f]{10}$")]
    [TestCase("\ud842\udfb7", "^[0-9a-f]{10}$")]   // a letter of two halves
    [TestCase("株式会社 ABC", "^abc-[0-9a-f]{10}$")]
    [TestCase("ABC 株式会社", "^abc-[0-9a-f]{10}$")]
    [TestCase("Café Ωμέγα Ost", "^cafe-ost-[0-9a-f]{10}$")]
    public void Where_letters_are_lost_or_nothing_is_left_a_code_of_the_name_follows(string name, string pattern) =>
        Assert.That(Slug.Of(name), Does.Match(pattern));

    [Test]
    public void A_code_belongs_to_the_name_in_any_letter_case()
    {
        Assert.That(Slug.Of(" ОМЕГА "), Is.EqualTo(Slug.Of("Омега")));
        Assert.That(new[] { "日本", "中国", "Ωμέγα", "***", "???", "株式会社 ABC", "有限会社 ABC" }.Select(Slug.Of), Is.Unique);
    }

    [Test]
    public void A_slug_fits_its_column_also_with_a_code()
    {
        var name = new string('ß', Organization.NameMaxLength - 1);

        Assert.That(Slug.Of($"{name}語").Length, Is.LessThanOrEqualTo(2 * Organization.NameMaxLength));
    }
}
