namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>What <c>load</c> is asked for.</summary>
/// <param name="Users">Whose streams are opened: stream i belongs to user i modulo their number.</param>
/// <param name="Publisher">Who makes the changes: a super admin for announcements, the coach or coachee of a session for its actions.</param>
/// <param name="Session">The session whose actions change; null: announcements to everybody.</param>
/// <param name="Ramp">Streams opened per second; 0: as fast as they can be.</param>
/// <param name="Rate">Changes per second.</param>
/// <param name="Churn">Streams per second that leave and come back, with the position they have.</param>
/// <param name="Slow">Streams beside the others that are opened and never read.</param>
/// <param name="Process">Number of the server's process on this machine; null: its CPU and memory are not shown.</param>
internal sealed record LoadSettings(
    Uri BaseUrl, IReadOnlyList<Credentials> Users, Credentials Publisher, Guid? Session, int Streams, int Ramp, double Rate, int Seconds,
    double Churn, int Slow, int? Process, bool Json);
