using System.Diagnostics;
using Dam.Client.Sample;
using Dam.Domain.Imaging;
using Dam.Tests.Api;
using DamClient = Dam.Client.Sample.DamClient;

namespace Dam.Tests.Clients;

/// <summary>The C# client of <c>clients/csharp</c> against the service.</summary>
public sealed class CSharpClientTests : IAsyncLifetime
{
    private readonly DamHost _host = DamHost.Start();
    private readonly HttpClient _http;

    public CSharpClientTests() => _http = _host.Http(DamHost.AdministratorKey);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Program_Should_TakeAPhotographToAProductPage_When_ItIsRun()
    {
        var output = Path.Combine(_host.Data, "lamp.webp");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                typeof(DamClient).Assembly.Location, _http.BaseAddress!.AbsoluteUri, DamHost.AdministratorKey, RepositoryRoot.File("samples", "lamp-bird.jpg"), output,
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };

        // Twice: what is there already is found, not made again.
        foreach (var counts in (string[])["1 created, 0 updated, 0 unchanged", "0 created, 0 updated, 1 unchanged"])
        {
            using var program = Process.Start(start)!;
            var printed = await program.StandardOutput.ReadToEndAsync(Ct);
            await program.WaitForExitAsync(Ct);

            Assert.Equal(0, program.ExitCode);
            Assert.Equal([$"LAMP-01: {counts}", "Primary: lamp-bird, 800 x 600"], printed.TrimEnd().Split(Environment.NewLine));
            Assert.Equal("image/webp", MediaTypeSniffer.Sniff(await File.ReadAllBytesAsync(output, Ct)));
        }
    }

    [Fact]
    public async Task CreateAsset_Should_TellWhatIsWrong_When_TheUploadIsUnknown()
    {
        var dam = new DamClient(_http, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<RefusedException>(async () => await dam.CreateAssetAsync("upload_nothing", "Lamp", Ct));

        Assert.Contains("input.source.uploadId", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_Should_TellTheCode_When_TheRequestIsWrong()
    {
        var graphql = new GraphQLClient(_http, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<GraphQLRequestException>(async () => await graphql.ExecuteAsync<SyncSkusAnswer>("SyncSkus", new { skus = 1 }, Ct));

        Assert.StartsWith("BAD_USER_INPUT: ", refused.Message, StringComparison.Ordinal);
    }
}
