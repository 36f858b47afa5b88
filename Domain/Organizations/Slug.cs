using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace CoachingPlatform.Domain.Organizations;

/// <summary>
/// A name as it appears in addresses: ASCII, lower case, runs of anything else become one hyphen. Latin letters lose their
/// accents; the table is our own, because the runtime's depends on libraries that not every machine has. Where letters of other
/// scripts are lost, or nothing is left, a code of the whole name follows: such names would otherwise all look alike.
/// </summary>
public static class Slug
{
    private static readonly FrozenDictionary<char, string> Transliterations = new (string Ascii, string Letters)[]
    {
        ("a", "àáâãäåāăą"), ("ae", "æ"), ("c", "çćĉċč"), ("d", "ďđð"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"), ("h", "ĥħ"),
        ("i", "ìíîïĩīĭįı"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľŀł"), ("n", "ñńņňŉŋ"), ("o", "òóôõöøōŏő"), ("oe", "œ"),
        ("r", "ŕŗř"), ("s", "śŝşšș"), ("ss", "ß"), ("t", "ţťŧț"), ("th", "þ"), ("u", "ùúûüũūŭůűų"), ("w", "ŵ"), ("y", "ýÿŷ"),
        ("z", "źżž"),
    }.SelectMany(entry => entry.Letters.Select(letter => (letter, entry.Ascii))).ToFrozenDictionary(
        pair => pair.letter, pair => pair.Ascii);

    /// <summary>
    /// How much of a name stands before its code, in characters: a slug with a code is no longer than the longest without.
    /// </summary>
    private const int MaxLengthBeforeCode = 100;

    private const int CodeBytes = 5;

    public static string Of(string name)
    {
        var normalized = name.Trim().ToLowerInvariant();
        var slug = new StringBuilder(normalized.Length);
        var isComplete = true;
        foreach (var rune in normalized.EnumerateRunes())
        {
            if (rune.IsAscii && Rune.IsLetterOrDigit(rune))
                slug.Append((char)rune.Value);
            else if (rune.IsBmp && Transliterations.TryGetValue((char)rune.Value, out var ascii))
                slug.Append(ascii);
            else
            {
                isComplete &= !Rune.IsLetterOrDigit(rune);
                if (slug.Length > 0 && slug[^1] != '-')
                    slug.Append('-');
            }
        }
        var latin = slug.ToString().Trim('-');
        return isComplete && latin.Length > 0 ? latin : WithCode(latin, normalized);
    }

    private static string WithCode(string latin, string name)
    {
        var code = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, CodeBytes));
        return latin.Length == 0 ? code : $"{latin[..Math.Min(latin.Length, MaxLengthBeforeCode)].TrimEnd('-')}-{code}";
    }
}
