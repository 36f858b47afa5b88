using System.Globalization;
using System.Text.Json;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>What a load run has found. Times are milliseconds, from the moment a change is sent until a stream has read its event.</summary>
/// <param name="TimeToLast">Until the last of the streams concerned has it: the median over all changes.</param>
/// <param name="Lost">Deliveries that did not come, counted per stream.</param>
/// <param name="WrongRecipient">Deliveries to streams of people whom the change does not concern.</param>
/// <param name="Reopened">Streams that left or were ended and came back.</param>
/// <param name="SlowCutOff">Streams that never read and were ended by the server.</param>
/// <param name="ServerCpu">Microseconds of the server's CPU per delivery; null when its process is not known.</param>
/// <param name="ServerMemory">Its resident memory at the end, in MiB; null likewise.</param>
internal sealed record LoadReport(
    int Streams, int Users, double OpenedPerSecond, int Published, int Failed, long Delivered, double DeliveredPerSecond, double P50,
    double P90, double P99, double Max, double TimeToLast, long Lost, long Duplicated, long WrongRecipient, int Reopened, int SlowCutOff,
    double? ServerCpu, double? ServerMemory)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>Nothing was lost, repeated, refused or shown to the wrong person.</summary>
    public bool IsClean => Lost == 0 && Duplicated == 0 && WrongRecipient == 0 && Failed == 0;

    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"""
        streams       {Streams:N0} of {Users:N0} users, opened at {OpenedPerSecond:N0} per second
        published     {Published:N0}{(Failed > 0 ? $", and {Failed:N0} refused" : "")}
        delivered     {Delivered:N0}, {DeliveredPerSecond:N0} per second
        latency       median {P50:N1} ms, 90 % {P90:N1} ms, 99 % {P99:N1} ms, longest {Max:N1} ms
        time to last  {TimeToLast:N1} ms
        wrong         {Lost:N0} lost, {Duplicated:N0} duplicated, {WrongRecipient:N0} to the wrong person
        came back     {Reopened:N0}
        never read    {SlowCutOff:N0} cut off
        {(ServerCpu is { } cpu ? $"server        {cpu:N1} us CPU per delivery, {ServerMemory:N0} MiB" : "server        not on this machine, or --pid was not given")}
        """);
}
