namespace CoachingPlatform.Tools.SseTestClient.Benchmark;

/// <summary>A server as the meter sees it.</summary>
/// <param name="StreamRequest">Path and headers, each with its line break, by which stream i is opened. The first two are those of one user.</param>
/// <param name="ToAll">A request by which everybody gets a text.</param>
/// <param name="ToOne">A request by which that user alone gets it, on both streams.</param>
internal sealed record Target(
    MeasuredProcess Process, Func<int, string> StreamRequest, Func<string, HttpRequestMessage> ToAll, Func<string, HttpRequestMessage> ToOne);
