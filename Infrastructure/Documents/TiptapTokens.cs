using System.Text;
using CoachingPlatform.Application.Documents;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CoachingPlatform.Infrastructure.Documents;

internal sealed class TiptapTokens(IOptions<TiptapOptions> options, TimeProvider clock) : IDocumentTokens
{
    private const string Issuer = "coaching-platform";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    public string? Issue(string documentName)
    {
        if (options.Value.JwtSigningKey.Length == 0)
            return null;
        var now = clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = options.Value.AppId,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            Claims = new Dictionary<string, object> { ["sub"] = documentName, ["allowedDocumentNames"] = new[] { documentName } },
            SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(Encoding.UTF8.GetBytes(options.Value.JwtSigningKey)), SecurityAlgorithms.HmacSha256),
        });
    }
}
