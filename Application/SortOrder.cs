using System.Text.Json.Serialization;

namespace CoachingPlatform.Application;

public enum SortOrder
{
    [JsonStringEnumMemberName("asc")] Asc,
    [JsonStringEnumMemberName("desc")] Desc,
}
