using System.Globalization;
using System.Text;

namespace CoachingPlatform.Domain.Organizations;

/// <summary>A name as it appears in addresses: ASCII, lower case, runs of anything else become one hyphen.</summary>
public static class Slug
{
    public static string Of(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var character in name.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark)
                continue;   // the accent that the decomposition split off
            var ascii = Transliterate(character);
            if (ascii.Length > 0)
                slug.Append(ascii);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }
        return slug.ToString().Trim('-');
    }

    /// <summary>Empty for what has no place in a slug. The letters listed are those that decomposition leaves whole.</summary>
    private static string Transliterate(char character) => char.ToLowerInvariant(character) switch
    {
        >= 'a' and <= 'z' or >= '0' and <= '9' => char.ToLowerInvariant(character).ToString(),
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ß' => "ss",
        'đ' or 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        _ => "",
    };
}
