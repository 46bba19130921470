using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dam.Client.Sample;

/// <summary>Runs operations of <see cref="Operations"/> and reads their answers into records.</summary>
internal sealed class GraphQLClient(HttpClient http, TimeProvider time)
{
    private const int Tries = 4;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // Enums as GraphQL writes them: PRIMARY, IN_REVIEW.
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private bool _isKnown = true;

    /// <summary>Runs one operation and gives its <c>data</c>.</summary>
    /// <exception cref="GraphQLRequestException">The request was refused, or a field failed.</exception>
    public async Task<T> ExecuteAsync<T>(string operation, object variables, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await SendAsync(operation, variables, cancellationToken);
            if (attempt < Tries && MayRepeat(response.StatusCode, operation))
            {
                await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromMilliseconds(100 << attempt), time, cancellationToken);
                continue;
            }

            var answer = await response.Content.ReadFromJsonAsync<Answer<T>>(Json, cancellationToken);
            if (answer is { Errors: null, Data: { } data })
            {
                _isKnown = true;
                return data;
            }

            // The service has not seen the document yet, or has forgotten it: once more with its text.
            if (answer?.Errors is [{ Extensions.Code: "PERSISTED_QUERY_NOT_FOUND" }, ..] && _isKnown)
            {
                _isKnown = false;
                continue;
            }

            throw new GraphQLRequestException(response.StatusCode, answer?.Errors ?? []);
        }
    }

    /// <summary>429 says that nothing was run. After 503 a mutation may have been: ask what it did before you repeat it.</summary>
    private static bool MayRepeat(HttpStatusCode status, string operation)
        => status == HttpStatusCode.TooManyRequests || (status == HttpStatusCode.ServiceUnavailable && Operations.IsQuery(operation));

    private async Task<HttpResponseMessage> SendAsync(string operation, object variables, CancellationToken cancellationToken)
    {
        var body = new
        {
            query = _isKnown ? null : Operations.Document,
            operationName = operation,
            variables,
            extensions = new { persistedQuery = new { version = 1, sha256Hash = Operations.Hash } },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "graphql") { Content = JsonContent.Create(body, options: Json) };
        request.Headers.Accept.ParseAdd("application/graphql-response+json");
        return await http.SendAsync(request, cancellationToken);
    }

    private sealed record Answer<T>(T? Data, IReadOnlyList<RequestError>? Errors);
}

/// <summary>An entry of the answer's <c>errors</c>: the request is wrong, or the service is.</summary>
internal sealed record RequestError(string Message, RequestErrorDetails? Extensions);

internal sealed record RequestErrorDetails(string? Code, string? TraceId);

/// <summary>A request that no retry mends.</summary>
internal sealed class GraphQLRequestException(HttpStatusCode status, IReadOnlyList<RequestError> errors)
    : Exception(errors is [var first, ..] ? $"{first.Extensions?.Code}: {first.Message}" : $"The service answered {(int)status}.");
