using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CoachingPlatform.Tests.Support;

/// <summary>A certificate with its key for a server that is tested here.</summary>
public static class LocalhostCertificate
{
    public const string Name = "CN=localhost";

    /// <summary>Trusts such a certificate, and no other.</summary>
    public static readonly RemoteCertificateValidationCallback Trust = (_, certificate, _, _) => certificate?.Subject == Name;

    public static X509Certificate2 Create()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest(Name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
    }
}
