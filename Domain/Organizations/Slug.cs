using System.Collections.Frozen;
using System.Text;

namespace CoachingPlatform.Domain.Organizations;

/// <summary>
/// A name as it appears in addresses: ASCII, lower case, runs of anything else become one hyphen. Latin letters lose their
/// accents; the table is our own, because the runtime's depends on libraries that not every machine has.
/// </summary>
public static class Slug
{
    private static readonly FrozenDictionary<char, string> Transliterations = new (string Ascii, string Letters)[]
    {
        ("a", "àáâãäåāăą"), ("ae", "æ"), ("c", "çćĉċč"), ("d", "ďđð"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"), ("h", "ĥħ"),
        ("i", "ìíîïĩīĭįı"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľŀł"), ("n", "ñńņňŉŋ"), ("o", "òóôõöøōŏő"), ("oe", "œ"),
        ("r", "ŕŗř"), ("s", "śŝşšș"), ("ss", "ß"), ("t", "ţťŧț"), ("th", "þ"), ("u", "ùúûüũūŭůűų"), ("w", "ŵ"), ("y", "ýÿŷ"),
        ("z", "źżž"),
    }.SelectMany(entry => entry.Letters.Select(letter => (letter, entry.Ascii))).ToFrozenDictionary(pair => pair.letter, pair => pair.Ascii);

    public static string Of(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var character in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(character))
                slug.Append(character);
            else if (Transliterations.TryGetValue(character, out var ascii))
                slug.Append(ascii);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }
        return slug.ToString().Trim('-');
    }
}
