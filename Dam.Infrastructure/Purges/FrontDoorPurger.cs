using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Core;
using Dam.Domain.Purges;

namespace Dam.Infrastructure.Purges;

/// <summary>
/// An endpoint of Azure Front Door. It knows no names of copies, only paths, and those of one asset begin with different signatures: so each call is for all files, however many keys wait. It is confirmed
/// when the operation that it begins has succeeded, which takes minutes (https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations).
/// </summary>
internal sealed class FrontDoorPurger(FrontDoorOptions options, Uri endpoint, TokenCredential credential, PurgeClient client) : IPurger
{
    private const string ApiVersion = "2023-05-01";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestOperation = TimeSpan.FromMinutes(30);

    private readonly Uri _address = new(
        endpoint,
        $"subscriptions/{Escape(options.SubscriptionId)}/resourceGroups/{Escape(options.ResourceGroup)}/providers/Microsoft.Cdn/profiles/{Escape(options.Profile)}/afdEndpoints/{Escape(options.EndpointName)}/purge?api-version={ApiVersion}");

    private readonly string[] _scopes = [new Uri(endpoint, ".default").AbsoluteUri];

    public string Target { get; } = $"front door {options.Profile}/{options.EndpointName}";

    public int MostKeys => 10_000;

    /// <summary>What is asked for while one goes on need not wait for it.</summary>
    public int Parallelism => 2;

    public IReadOnlyList<TimeSpan> Again { get; } = [TimeSpan.FromSeconds(5)];

    public async Task PurgeAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        using var request = await SignedAsync(HttpMethod.Post, _address, ct);
        request.Content = options.Domains.Count == 0
            ? JsonContent.Create(new { contentPaths = new[] { options.Path } })
            : JsonContent.Create(new { contentPaths = new[] { options.Path }, domains = options.Domains });
        using var answer = await client.SendAsync(request, ct);
        if (answer.StatusCode != HttpStatusCode.Accepted)
        {
            return;
        }

        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(LongestOperation);
        try
        {
            await WaitAsync(answer.Headers, bounded.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new PurgeFailedException($"The operation has not ended within {LongestOperation.TotalMinutes:0} minutes.");
        }
    }

    private static string Escape(string? name) => Uri.EscapeDataString(name!);

    private async Task WaitAsync(HttpResponseHeaders headers, CancellationToken ct)
    {
        // The first tells the state of the operation, the second is accepted still, or not any more.
        var tellsState = headers.TryGetValues("Azure-AsyncOperation", out var said);
        var address = tellsState && Uri.TryCreate(said!.First(), UriKind.Absolute, out var named) ? named : headers.Location;
        if (address is not { IsAbsoluteUri: true } || address.GetLeftPart(UriPartial.Authority) != _address.GetLeftPart(UriPartial.Authority))
        {
            // The token is for no other host.
            throw new PurgeFailedException("It did not say where its operation can be followed.");
        }

        while (true)
        {
            await Task.Delay(headers.RetryAfter?.Delta ?? BetweenLooks, ct);
            using var request = await SignedAsync(HttpMethod.Get, address, ct);
            using var answer = await client.SendAsync(request, ct);
            var state = tellsState ? StateOf(await PurgeClient.ReadAsync(answer, ct)) : answer.StatusCode == HttpStatusCode.Accepted ? "Running" : "Succeeded";
            if (state == "Succeeded")
            {
                return;
            }

            if (state is null or "Failed" or "Canceled")
            {
                throw new PurgeFailedException($"The operation has ended as {state ?? "nothing that it says"}.");
            }

            if (answer.Headers.RetryAfter is not null)
            {
                headers = answer.Headers;
            }
        }
    }

    private static string? StateOf(JsonElement operation) =>
        operation.ValueKind == JsonValueKind.Object && operation.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String ? status.GetString() : null;

    private async Task<HttpRequestMessage> SignedAsync(HttpMethod method, Uri address, CancellationToken ct)
    {
        AccessToken token;
        try
        {
            token = await credential.GetTokenAsync(new TokenRequestContext(_scopes), ct);
        }
        catch (Azure.Identity.AuthenticationFailedException failure)
        {
            throw new PurgeFailedException($"No token: {failure.Message}", inner: failure);
        }

        return new HttpRequestMessage(method, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token.Token) } };
    }
}
