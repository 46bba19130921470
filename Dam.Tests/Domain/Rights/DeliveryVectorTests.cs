using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.Tests.Clients;

namespace Dam.Tests.Domain.Rights;

/// <summary>The published vectors are what the policy decides, and a program that shares nothing with it agrees on every one.</summary>
public sealed class DeliveryVectorTests
{
    /// <summary>So many are drawn of those that are allowed, and as many of those that are refused.</summary>
    private const int Drawn = 200;

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper), new TerritoryText(), new InstantText() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string Published = RepositoryRoot.File("docs", "delivery", "vectors.json");

    [Fact]
    public async Task Vectors_Should_BeAsPublished_When_ThePolicyDecidesThem()
    {
        var made = Print();
        var received = Path.ChangeExtension(Published, ".received.json");
        if (File.Exists(Published) && await File.ReadAllTextAsync(Published, TestContext.Current.CancellationToken) == made)
        {
            File.Delete(received);
            return;
        }

        await File.WriteAllTextAsync(received, made, TestContext.Current.CancellationToken);
        Assert.Fail($"The published vectors are not what the policy decides. When it is right: mv {received} {Published}");
    }

    [Fact]
    public async Task Verifier_Should_AgreeOnEveryVector_When_ItIsRun()
    {
        using var folder = new ClientFolder();
        await folder.NodeAsync("", "node_modules/typescript/bin/tsc", "--project", "delivery");

        Assert.Equal($"{Vectors().Count()} verdicts agree.\n", await folder.NodeAsync("", "delivery/built/verify-verdicts.js", Published));
    }

    [Fact]
    public async Task Verifier_Should_Fail_When_AVectorIsAnother()
    {
        using var folder = new ClientFolder();
        await folder.NodeAsync("", "node_modules/typescript/bin/tsc", "--project", "delivery");
        await File.WriteAllTextAsync(folder["forged.json"], Print().Replace("\"EXPIRED\"", "\"ARCHIVED\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<Exception>(() => folder.NodeAsync("", "delivery/built/verify-verdicts.js", folder["forged.json"]));
    }

    private static string Print() =>
        $$"""
        {
          "about": "Questions to Dam's delivery policy with its answers. Instants are UTC, so they compare as texts. An instant begins what starts at it and ends what expires at it.",
          "vectors": [
            {{string.Join(",\n    ", Vectors().Select(vector => JsonSerializer.Serialize(vector, Json)))}}
          ]
        }

        """;

    private static IEnumerable<Vector> Vectors()
    {
        foreach (var (name, snapshot, context) in Named())
        {
            yield return Vector.Of(name, snapshot, context);
        }

        var random = new RandomPolicies(20260301, Noon);
        var (allowed, refused) = (0, 0);
        while (allowed < Drawn || refused < Drawn)
        {
            var vector = Vector.Of($"random {(allowed + refused + 1).ToString(CultureInfo.InvariantCulture)}", random.Snapshot(), random.Context());
            if (vector.Verdict.Allowed ? allowed++ < Drawn : refused++ < Drawn)
            {
                yield return vector;
            }
        }
    }

    private static IEnumerable<(string Name, DeliverySnapshot Snapshot, DeliveryContext Context)> Named()
    {
        var now = new DeliveryContext(Noon);
        var open = With(AssetRights.None);
        yield return ("nothing restricts", open, now);
        yield return ("a tick before the embargo ends", With(new() { EmbargoUntil = Noon.AddTicks(1) }), now);
        yield return ("the embargo ends", With(new() { EmbargoUntil = Noon }), now);
        yield return ("a tick before the end", With(new() { ExpiresAt = Noon.AddTicks(1) }), now);
        yield return ("the end", With(new() { ExpiresAt = Noon }), now);
        yield return ("the licence begins after the embargo ends", With(new() { EmbargoUntil = Noon.AddDays(1) }) with { License = new() { StartsAt = Noon.AddDays(2) } }, now);
        yield return ("a revoked licence has no end to wait for", open with { License = new() { IsRevoked = true, ExpiresAt = Noon.AddDays(1) } }, now);
        yield return ("the first of two releases ends", open with { Releases = [new() { ExpiresAt = Noon }, new() { ExpiresAt = Noon.AddDays(1) }] }, now);
        yield return ("one of two releases is revoked", open with { Releases = [new(), new() { IsRevoked = true }] }, now);
        yield return ("a release is missing", With(new() { NeedsRelease = true }), now);
        yield return ("a release is there", With(new() { NeedsRelease = true }) with { Releases = [new()] }, now);
        yield return ("a country covers its parts", Within(TerritoryMode.Only, "US"), now with { Territory = Territory.Parse("US-CA") });
        yield return ("a part does not cover its country", Within(TerritoryMode.Only, "US-CA"), now with { Territory = Territory.Parse("US") });
        yield return ("a part is excepted of a country", Within(TerritoryMode.Except, "US-CA"), now with { Territory = Territory.Parse("US") });
        yield return ("the territory is not known", Within(TerritoryMode.Except, "US-CA"), now);
        yield return ("asset and licence leave no territory together", Within(TerritoryMode.Only, "FR") with { License = new() { Territories = Rule(TerritoryMode.Only, "DE") } }, now with { Territory = Territory.Parse("FR") });
        yield return ("blocked by one rule and unknown to another", Within(TerritoryMode.Except, "US") with { License = new() { Territories = Rule(TerritoryMode.Only, "US-CA") } }, now with { Territory = Territory.Parse("US") });
        yield return ("the channel is allowed", With(new() { Channels = KeyRule.Of(["print", "web"]) }), now with { Channel = "web" });
        yield return ("the licence is for another channel", open with { License = new() { Channels = KeyRule.Of(["print"]) } }, now with { Channel = "web" });
        yield return ("the purpose is not known", With(new() { Purposes = KeyRule.Of(["editorial"]) }), now);
        yield return ("whoever asks may have nothing", open, now with { IsAuthorized = false });
        yield return ("taken down", open with { IsTakenDown = true }, now);

        static DeliverySnapshot With(AssetRights rights) => new(AssetStatus.Approved, ProcessingState.Ready, rights);

        static DeliverySnapshot Within(TerritoryMode mode, string code) => With(new() { Territories = Rule(mode, code) });

        static TerritoryRule Rule(TerritoryMode mode, string code) => TerritoryRule.Of(mode, [Territory.Parse(code)]);
    }

    private sealed record Vector(string Name, Policy Policy, DeliveryContext Context, Verdict Verdict)
    {
        public static Vector Of(string name, DeliverySnapshot snapshot, DeliveryContext context)
        {
            var (rights, verdict) = (snapshot.Rights, DeliveryPolicy.Decide(snapshot, context));
            return new(
                name,
                new(
                    snapshot.IsTakenDown, snapshot.CurrentStatus, snapshot.PublishedProcessing, rights.EmbargoUntil, rights.ExpiresAt, rights.Territories,
                    rights.Channels.Keys, rights.Purposes.Keys, rights.NeedsRelease, snapshot.License is { } license ? Terms.Of(license) : null, [.. snapshot.Releases.Select(Terms.Of)]),
                context,
                new(verdict.Allowed, [.. verdict.Reasons.Select(reason => reason.Code)], verdict.ChangesAt));
        }
    }

    private sealed record Policy(
        bool IsTakenDown, AssetStatus CurrentStatus, ProcessingState? PublishedProcessing, DateTimeOffset? EmbargoUntil, DateTimeOffset? ExpiresAt, TerritoryRule Territories,
        IReadOnlyList<string> Channels, IReadOnlyList<string> Purposes, bool NeedsRelease, Terms? License, IReadOnlyList<Terms> Releases);

    private sealed record Terms(DateTimeOffset? StartsAt, DateTimeOffset? ExpiresAt, bool IsRevoked, TerritoryRule Territories, IReadOnlyList<string> Channels)
    {
        public static Terms Of(Grant grant) => new(grant.StartsAt, grant.ExpiresAt, grant.IsRevoked, grant.Territories, grant.Channels.Keys);
    }

    private sealed record Verdict(bool Allowed, IReadOnlyList<RefusalCode> Reasons, DateTimeOffset? ChangesAt);

    private sealed class TerritoryText : JsonConverter<Territory>
    {
        public override Territory Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Territory.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Territory value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
    }

    /// <summary>All equally long, so that they compare as texts.</summary>
    private sealed class InstantText : JsonConverter<DateTimeOffset>
    {
        private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            DateTimeOffset.ParseExact(reader.GetString()!, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
    }
}
