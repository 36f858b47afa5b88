using System.Text;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Formatters;

namespace CoachingPlatform.Tests.Controllers;

[Category("Controllers"), TestOf(typeof(JsonAnswerFormatter))]
public sealed class JsonAnswerFormatterTests
{
    [Test]
    public async Task An_answer_is_written_and_left_to_be_sent_with_its_end()
    {
        using var sent = new MemoryStream();
        var http = new DefaultHttpContext { Response = { Body = sent } };
        var answer = new Envelope(200, new { SomeName = "Größe <1>" });

        await new JsonAnswerFormatter().WriteResponseBodyAsync(
            new OutputFormatterWriteContext(http, (stream, encoding) => new StreamWriter(stream, encoding), typeof(Envelope), answer),
            Encoding.UTF8);
        Assert.That(sent.Length, Is.Zero);
        await http.Response.BodyWriter.FlushAsync();

        Assert.That(Encoding.UTF8.GetString(sent.ToArray()), Is.EqualTo("""{"status_code":200,"data":{"some_name":"Größe <1>"}}"""));
    }
}
