using System.Text;
using System.Text.Json;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;
using CsCheck;

namespace CoachingPlatform.Tests.LiveChannel;

[Category("LiveChannel")]
public sealed class SseFrameTests
{
    [Test]
    public void An_event_is_its_name_its_data_and_its_id_and_an_empty_line() =>
        Assert.That(
            Encoding.UTF8.GetString(SseFrame.Event("action_deleted", """{"action_id":"1"}""", 42)),
            Is.EqualTo("event: action_deleted\ndata: {\"type\":\"action_deleted\",\"data\":{\"action_id\":\"1\"}}\nid: 42\n\n"));

    [Test]
    public void A_message_that_is_not_remembered_has_no_id() =>
        Assert.That(
            Encoding.UTF8.GetString(SseFrame.Event("force_logout", "{}")),
            Is.EqualTo("event: force_logout\ndata: {\"type\":\"force_logout\",\"data\":{}}\n\n"));

    [Test]
    public void A_keep_alive_is_an_empty_comment() => Assert.That(SseFrame.KeepAlive, Is.EqualTo(":\n\n"u8.ToArray()));

    [Test]
    public void The_opening_frame_gives_a_position_and_is_no_event()
    {
        var parser = new EventStreamParser();

        var events = parser.Feed(SseFrame.Opening(TimeSpan.FromMilliseconds(1500), 7)).ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(events, Is.Empty);
            Assert.That(parser.LastEventId, Is.EqualTo("7"));
            Assert.That(parser.Retry, Is.EqualTo(1500));
        }
    }

    [TestCase("a\nb", "{}")]
    [TestCase("a", "{\n}")]
    [TestCase("a", "{\r}")]
    public void A_line_break_cannot_get_into_a_frame(string type, string data) =>
        Assert.That(() => SseFrame.Event(type, data), Throws.ArgumentException);

    [Test]
    public void Any_text_arrives_as_it_was_sent_however_the_bytes_are_cut() =>
        Gen.Select(Gen.String, Gen.Int[1, 50]).Sample((text, size) =>
        {
            text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));   // lone surrogates are no text
            var bytes = SseFrame.Event("e", JsonSerializer.Serialize(new { text }), 3);
            var parser = new EventStreamParser();

            var events = bytes.Chunk(size).SelectMany(chunk => parser.Feed(chunk).ToList()).ToList();

            return events.Count == 1 && events[0].LastEventId == "3"
                && JsonDocument.Parse(events[0].Data).RootElement.GetProperty("data").GetProperty("text").GetString() == text;
        });
}
