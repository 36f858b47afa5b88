using System.Diagnostics.Metrics;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>What the mail queue tells its operators.</summary>
public sealed class MailMetrics : IDisposable
{
    public const string Name = "CoachingPlatform.Mail";

    private readonly Meter _meter = new(Name);
    private int _givenUp;
    private int _waiting;

    public MailMetrics()
    {
        _meter.CreateObservableGauge(
            "mail.given_up", () => Volatile.Read(ref _givenUp), description: "Messages that could not be sent and are not tried again");
        _meter.CreateObservableGauge(
            "mail.waiting", () => Volatile.Read(ref _waiting), description: "Messages that will be sent, or tried again");
    }

    internal int Waiting
    {
        set => Volatile.Write(ref _waiting, value);
    }

    internal int GivenUp
    {
        set => Volatile.Write(ref _givenUp, value);
    }

    public void Dispose() => _meter.Dispose();
}
