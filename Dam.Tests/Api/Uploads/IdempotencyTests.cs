using System.Text.Json;

namespace Dam.Tests.Api.Uploads;

/// <summary>Idempotency keys as a client sees them.</summary>
public sealed class IdempotencyTests : IAsyncDisposable
{
    private const string CreateUpload =
        """
        mutation($input: CreateUploadInput!) {
          createUpload(input: $input) { upload { id target { url } } errors { __typename code path } }
        }
        """;

    private const string SetRights =
        """
        mutation($input: SetAssetRightsInput!) {
          setAssetRights(input: $input) { asset { revision rights { credit } } errors { __typename code path } }
        }
        """;

    private readonly DamHost _host = DamHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Mutation_Should_GiveTheFirstAnswer_When_TheSameCallComesAgain()
    {
        var input = new { filename = "a.png", size = 10, idempotencyKey = "night-import-1" };

        var first = await _host.Administrator.MutateAsync(CreateUpload, input);
        var again = await _host.Administrator.MutateAsync(CreateUpload, input);

        Assert.Equal(first.GetProperty("upload").ToString(), again.GetProperty("upload").ToString());
    }

    [Fact]
    public async Task Mutation_Should_SayThatTheKeyIsTaken_When_TheInputIsAnother()
    {
        await _host.Administrator.MutateAsync(CreateUpload, new { filename = "a.png", size = 10, idempotencyKey = "key" });

        var refused = await _host.Administrator.QueryAsync(CreateUpload, new { input = new { filename = "a.png", size = 11, idempotencyKey = "key" } });

        var payload = refused.GetProperty("createUpload");
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("upload").ValueKind);
        Assert.Equal(
            """{"__typename":"IdempotencyConflictError","code":"IDEMPOTENCY_CONFLICT","path":["input","idempotencyKey"]}""",
            payload.GetProperty("errors")[0].ToString());
    }

    [Fact]
    public async Task Mutation_Should_ShowTheAssetAsItIsNow_When_TheAnswerIsGivenAgain()
    {
        var assetId = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("a.png", TestPng.Noise(1)));
        var input = new { assetId, rights = new { credit = "first" }, expectedRevision = 1, idempotencyKey = "rights" };
        await _host.Administrator.MutateAsync(SetRights, input);
        await _host.Administrator.MutateAsync(SetRights, new { assetId, rights = new { credit = "second" } });

        var again = await _host.Administrator.MutateAsync(SetRights, input);

        Assert.Equal("""{"revision":3,"rights":{"credit":"second"}}""", again.GetProperty("asset").ToString());
    }
}
