using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;

namespace CoachingPlatform.Application.Wire;

/// <summary>
/// The names of enum values in bodies and queries: as declared, or as <see cref="JsonStringEnumMemberNameAttribute"/>
/// says. They are compared exactly, and numbers are no names. A status is also understood in snake_case, a weekday also by its
/// full name and in any letter case.
/// </summary>
public static class WireEnum
{
    /// <summary>Values of the domain that clients know in lower case, unlike the others.</summary>
    private static readonly Type[] LowerCase = [typeof(RecurrenceFrequency), typeof(MeetingProvider)];

    private static readonly ConcurrentDictionary<Type, Dictionary<string, object>> ValuesByName = new();

    public static IEnumerable<string> NamesOf(Type type) => Enum.GetNames(type).Select(member => NameOf(type, member));

    public static string ExpectationOf(Type type) => $"One of {string.Join(", ", NamesOf(type))} is expected.";

    public static bool TryParse(Type type, string? name, [NotNullWhen(true)] out object? value)
    {
        value = null;
        return name is not null && ValuesByName.GetOrAdd(type, Read).TryGetValue(name, out value);
    }

    internal static string NameOf(Type type, string member) => LowerCase.Contains(type)
        ? JsonNamingPolicy.SnakeCaseLower.ConvertName(member)
        : type.GetField(member)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? member;

    private static Dictionary<string, object> Read(Type type)
    {
        var values = new Dictionary<string, object>(type == typeof(Weekday) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var member in Enum.GetNames(type))
        {
            values[NameOf(type, member)] = Enum.Parse(type, member);
            if (type == typeof(ItemStatus))
                values[JsonNamingPolicy.SnakeCaseLower.ConvertName(member)] = Enum.Parse(type, member);
            if (type == typeof(Weekday))
                values[Enum.GetNames<DayOfWeek>().Single(day => day.StartsWith(member, StringComparison.Ordinal))] = Enum.Parse(
                    type, member);
        }
        return values;
    }
}
