using System.Text;
using System.Text.Encodings.Web;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using MimeKit;
using MimeKit.Text;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>The one form of all messages: as text and as HTML, for a narrow window, light or dark.</summary>
internal static class MailLayout
{
    private const string Style =
        """
        body{margin:0;padding:16px;background:#f3f4f6;color:#1f2937;font:16px/1.5 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
        .card{max-width:540px;margin:0 auto;padding:24px;background:#ffffff;border-radius:12px}
        p{margin:0 0 16px}
        table{width:100%;margin:0 0 16px;border-collapse:collapse}
        th{width:32%;padding:6px 12px 6px 0;text-align:left;vertical-align:top;font-weight:600;color:#4b5563}
        td{padding:6px 0;vertical-align:top;overflow-wrap:anywhere;white-space:pre-line}
        .button{display:inline-block;padding:11px 20px;background:#1d4ed8;color:#ffffff;border-radius:8px;text-decoration:none;font-weight:600}
        td a{color:#1d4ed8}
        .small{max-width:540px;margin:16px auto 0;font-size:13px;color:#4b5563}
        .small a{color:inherit}
        @media (prefers-color-scheme:dark){
        body{background:#111827;color:#e5e7eb}.card{background:#1f2937}th,.small{color:#9ca3af}td a{color:#93c5fd}.button{background:#93c5fd;color:#111827}
        }
        """;

    /// <param name="address">Where it goes instead of the person's address; null: there.</param>
    /// <param name="invite">The text of a calendar file and its method; null: none.</param>
    /// <param name="unsubscribe">Where this kind of message is switched off; null: it cannot be.</param>
    public static MimeMessage Write(
        MailboxAddress from, User to, MailText text, string? address = null, (string Text, string Method)? invite = null,
        string? unsubscribe = null)
    {
        var message = new MimeMessage { Subject = text.Subject };
        message.From.Add(from);
        message.To.Add(new MailboxAddress($"{to.FirstName} {to.LastName}", address ?? to.Email));
        if (unsubscribe is not null)
        {
            message.Headers.Add("List-Unsubscribe", $"<{unsubscribe}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        var alternatives = new MultipartAlternative
        {
            new TextPart(TextFormat.Plain) { Text = PlainText(to, text, unsubscribe) },
            new TextPart(TextFormat.Html) { Text = Html(to, text, unsubscribe) },
        };
        if (invite is null)
        {
            message.Body = alternatives;
            return message;
        }
        // some programs look for an invitation among the alternatives, others among the attachments
        alternatives.Add(Calendar(invite.Value));
        var file = Calendar(invite.Value);
        file.ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = "invite.ics" };
        file.ContentType.Name = "invite.ics";
        message.Body = new Multipart("mixed") { alternatives, file };
        return message;
    }

    private static MimePart Calendar((string Text, string Method) invite)
    {
        var part = new MimePart("text", "calendar")
        {
            Content = new MimeContent(new MemoryStream(Encoding.UTF8.GetBytes(invite.Text))),
            ContentTransferEncoding = ContentEncoding.Base64,
        };
        part.ContentType.Parameters.Add("method", invite.Method);
        part.ContentType.Charset = "UTF-8";
        return part;
    }

    private static string PlainText(User to, MailText text, string? unsubscribe)
    {
        var plain = new StringBuilder($"Hello {to.DisplayName},\n\n{text.Before}\n\n");
        foreach (var (label, value) in FactsOf(text))
            plain.Append(value.Contains('\n') ? $"{label}:\n{value}\n" : $"{label}: {value}\n");
        if (FactsOf(text).Any())
            plain.Append('\n');
        plain.Append(text.Link).Append('\n');
        if (text.After.Length > 0)
            plain.Append('\n').Append(text.After).Append('\n');
        if (unsubscribe is not null)
            plain.Append("\nNo more messages like this one:\n").Append(unsubscribe).Append('\n');
        return plain.ToString();
    }

    private static string Html(User to, MailText text, string? unsubscribe)
    {
        var encode = HtmlEncoder.Default;
        var facts = string.Concat(FactsOf(text).Select(fact => $"<tr><th scope=\"row\">{encode.Encode(fact.Label)}</th><td>{Value(fact.Value)}</td></tr>\n"));
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark">
            <title>{encode.Encode(text.Subject)}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <div class="card">
            <p>Hello {encode.Encode(to.DisplayName)},</p>
            <p>{Lines(text.Before)}</p>
            {(facts.Length > 0 ? $"<table>\n{facts}</table>" : "")}
            <p><a class="button" href="{encode.Encode(text.Link)}">{encode.Encode(text.LinkText)}</a></p>
            {(text.After.Length > 0 ? $"<p>{Lines(text.After)}</p>" : "")}
            </div>
            {(unsubscribe is null ? "" : $"<p class=\"small\"><a href=\"{encode.Encode(unsubscribe)}\">No more messages like this one</a></p>")}
            </body>
            </html>
            """;

        string Value(string value) => value.StartsWith("http", StringComparison.Ordinal) && WebAddress.IsValid(value)
            ? $"<a href=\"{encode.Encode(value)}\">{encode.Encode(value)}</a>"
            : Lines(value);

        string Lines(string value) => string.Join("<br>", value.Split('\n').Select(encode.Encode));
    }

    private static IEnumerable<(string Label, string Value)> FactsOf(MailText text) => text.Facts.Where(fact => fact.Value.Length > 0);
}
