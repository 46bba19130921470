using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Dam.Infrastructure.Blobs.Azure;

namespace Dam.Tests.Infrastructure.Blobs;

/// <summary>Uploads straight to the account where an identity stands for its key: what clients get is signed by a key that the account delegates for a while.</summary>
public sealed class DelegatedUploadTests : IAsyncLifetime, IDisposable
{
    private readonly Azurite _azurite = new(takesTokens: true);
    private readonly SocketsHttpHandler _handler = new();
    private HttpClient? _http;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _azurite.InitializeAsync();
        _handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { _azurite.Certificate! },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        _http = new HttpClient(_handler, disposeHandler: false);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return _azurite.DisposeAsync();
    }

    public void Dispose()
    {
        _http?.Dispose();
        _handler.Dispose();
    }

    [Fact]
    public async Task Target_Should_TakeOneFileAndNothingElse_When_AnIdentitySigns()
    {
        var options = new AzureBlobOptions { ServiceUri = _azurite.ServiceUri };
        var service = new BlobServiceClient(options.ServiceUri, new Identity(), new BlobClientOptions { Transport = new HttpClientTransport(_http!) });
        var store = new AzureBlobStore(service, options, TimeProvider.System);
        await store.PrepareAsync(Ct);
        var id = Guid.CreateVersion7();
        var content = Encoding.UTF8.GetBytes("put there by who has the address alone");

        var target = await store.Direct.TargetAsync(id, TimeProvider.System.GetUtcNow().AddHours(1), Ct);

        Assert.Contains("skoid=", target!.Url.Query, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, await SendAsync(HttpMethod.Put, target.Url));
        Assert.Equal(content.Length, await store.Direct.LengthAsync(id, Ct));
        await using (var staged = await store.Direct.StageAsync(id, Ct))
        {
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), staged!.Digest);
        }

        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Get, target.Url));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Delete, target.Url));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Put, new UriBuilder(target.Url) { Path = target.Url.AbsolutePath + "0" }.Uri));

        async Task<HttpStatusCode> SendAsync(HttpMethod method, Uri url)
        {
            using var request = new HttpRequestMessage(method, url);
            if (method == HttpMethod.Put)
            {
                request.Content = new ByteArrayContent(content);
                foreach (var header in target.Headers)
                {
                    if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value))
                    {
                        request.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
                    }
                }
            }

            using var response = await _http!.SendAsync(request, Ct);
            return response.StatusCode;
        }
    }

    /// <summary>As Microsoft's identity platform makes tokens, but for the signature.</summary>
    private sealed class Identity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            var now = TimeProvider.System.GetUtcNow();
            var claims = new
            {
                aud = "https://storage.azure.com",
                iss = "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/",
                iat = now.AddMinutes(-5).ToUnixTimeSeconds(),
                nbf = now.AddMinutes(-5).ToUnixTimeSeconds(),
                exp = now.AddHours(1).ToUnixTimeSeconds(),
                oid = "23657296-5cd5-45b0-a809-d972a7f4dfe1",
                tid = "ab1f708d-50f6-404c-a006-d71b2ac7a606",
            };
            return new AccessToken($"{Part(new { alg = "RS256", typ = "JWT" })}.{Part(claims)}.none", now.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));

        private static string Part<T>(T value) => System.Buffers.Text.Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
    }
}
