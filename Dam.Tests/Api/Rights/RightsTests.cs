using System.Net;
using System.Text.Json;

namespace Dam.Tests.Api.Rights;

/// <summary>Licences, releases, channels, takedowns and stand-ins as a client keeps them, and what becomes of URLs that were given out.</summary>
public sealed class RightsTests : IAsyncLifetime
{
    private readonly DamHost _host = DamHost.Start();
    private string _assetId = "";

    private DamClient Admin => _host.Administrator;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _assetId = await Admin.PublishAsync("picture.png", TestPng.Noise(1));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task RevokeRelease_Should_RefuseWhatItCoversAtOnce_When_ItIsRevoked()
    {
        var releaseId = await CreateReleaseAsync(new { kind = "MODEL", subject = "Ada", isMinor = true, guardian = "Her mother", documentId = _assetId });
        await SetRightsAsync(_assetId, new { needsRelease = true, releaseIds = new[] { releaseId } });
        var url = (await RenditionUrlAsync())!;
        await GetAsync(url, HttpStatusCode.OK);
        var head = (await Admin.QueryAsync("{ changesHead }")).GetProperty("changesHead").GetString();

        var tried = await RevokeReleaseAsync(releaseId, dryRun: true);
        await GetAsync(url, HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.Null, tried.GetProperty("release").GetProperty("revokedAt").ValueKind);
        Assert.Equal((1, 0, 0), ImpactOf(tried));
        Assert.Equal(_assetId, tried.GetProperty("impact").GetProperty("affected")[0].GetProperty("id").GetString());
        var done = await RevokeReleaseAsync(releaseId, dryRun: false);
        Assert.Equal(["RELEASE_REVOKED"], await GetAsync(url, HttpStatusCode.Forbidden));
        Assert.Equal(["RELEASE_REVOKED"], await ReasonsAsync(_assetId));
        Assert.NotEqual(JsonValueKind.Null, done.GetProperty("release").GetProperty("revokedAt").ValueKind);
        Assert.Equal((0, 0, 0), ImpactOf(await RevokeReleaseAsync(releaseId, dryRun: false)));
        Assert.Equal(["DELIVERY_CHANGED"], await ChangesAsync(head!, atLeast: 1));
        var rights = (await Admin.QueryAsync("query($id: ID!) { asset(id: $id) { rights { needsRelease releases { kind subject isMinor guardian document { id } } } } }", new { id = _assetId }))
            .GetProperty("asset").GetProperty("rights");
        Assert.Equal(
            $$$"""{"needsRelease":true,"releases":[{"kind":"MODEL","subject":"Ada","isMinor":true,"guardian":"Her mother","document":{"id":"{{{_assetId}}}"}}]}""", rights.GetRawText());
    }

    [Fact]
    public async Task SetAssetStatus_Should_RefuseApproval_When_ANeededReleaseIsNotLive()
    {
        await SetRightsAsync(_assetId, new { needsRelease = true });
        Assert.Equal(["RELEASE_MISSING"], await ReasonsAsync(_assetId));
        await SetStatusAsync("IN_REVIEW");

        Assert.Equal(["RELEASE_MISSING"], await SetStatusAsync("APPROVED"));

        var ended = await CreateReleaseAsync(new { kind = "PROPERTY", subject = "A house", expiresAt = _host.Clock.Now.AddSeconds(-1) });
        await SetRightsAsync(_assetId, new { releaseIds = new[] { ended } });
        Assert.Equal(["RELEASE_MISSING"], await SetStatusAsync("APPROVED"));
        var live = await CreateReleaseAsync(new { kind = "PROPERTY", subject = "A house", expiresAt = _host.Clock.Now.AddDays(1) });
        await SetRightsAsync(_assetId, new { releaseIds = new[] { live } });
        Assert.Empty(await SetStatusAsync("APPROVED"));
        Assert.Empty(await ReasonsAsync(_assetId));
    }

    [Fact]
    public async Task License_Should_HoldForItsTimePlaceAndChannel_When_AnAssetHasIt()
    {
        await SaveChannelAsync("print", "Print");
        await SaveChannelAsync("web", "Web");
        var licenseId = (await Admin.MutateAsync(
            "mutation($input: CreateLicenseInput!) { createLicense(input: $input) { license { id holder channels { key } territories { mode } } errors { code path } } }",
            new { name = "Agency 2026", holder = "Agency", cost = "EUR 900", startsAt = _host.Clock.Now, expiresAt = _host.Clock.Now.AddDays(30), channels = new[] { "web" }, territories = Only("FR") }))
            .GetProperty("license").GetProperty("id").GetString()!;
        await SetRightsAsync(_assetId, new { licenseId });

        Assert.Empty(await ReasonsAsync(_assetId, new { territory = "FR", channel = "web" }));
        Assert.Equal(["TERRITORY_UNKNOWN", "CHANNEL_UNKNOWN"], await ReasonsAsync(_assetId));
        Assert.Equal(["TERRITORY_BLOCKED", "CHANNEL_BLOCKED"], await ReasonsAsync(_assetId, new { territory = "DE", channel = "print" }));
        Assert.Equal(["LICENSE_EXPIRED"], await ReasonsAsync(_assetId, new { territory = "FR", channel = "web", at = _host.Clock.Now.AddDays(30) }));
        var url = (await RenditionUrlAsync(new { territory = "FR", channel = "web", purpose = "editorial" }))!;
        Assert.Contains(".d-FR~c-web~p-editorial/", url, StringComparison.Ordinal);
        await GetAsync(url, HttpStatusCode.OK);

        var revoked = await Admin.MutateAsync(
            "mutation($input: RevokeLicenseInput!) { revokeLicense(input: $input) { license { revokedAt } impact { assets channels affectedChannels { key name } } errors { code } } }", new { licenseId, reason = "Not paid" });
        Assert.Equal(["LICENSE_EXPIRED"], await GetAsync(url, HttpStatusCode.Forbidden));
        Assert.Equal(
            """{"assets":1,"channels":2,"affectedChannels":[{"key":"print","name":"Print"},{"key":"web","name":"Web"}]}""", revoked.GetProperty("impact").GetRawText());
    }

    [Fact]
    public async Task Impact_Should_NameSkusAndChannels_When_SeveralAssetsAreTouched()
    {
        const string Revoke = """
            mutation($input: RevokeReleaseInput!, $first: Int!) {
              revokeRelease(input: $input) { impact { assets skus channels affectedSkus(first: $first) { code } affectedChannels { key } } errors { code } }
            }
            """;
        foreach (var (key, name) in (IEnumerable<(string, string)>)[("web", "Web"), ("print", "Print"), ("shop", "Shop")])
        {
            await SaveChannelAsync(key, name);
        }

        var other = await Admin.PublishAsync("other.png", TestPng.Noise(2));
        var free = await Admin.PublishAsync("free.png", TestPng.Noise(3));
        await LinkAsync("B", _assetId, other);
        await LinkAsync("A", other);
        await LinkAsync("FREE", free);
        var releaseId = await CreateReleaseAsync(new { kind = "MODEL", subject = "Ada" });
        await SetRightsAsync(_assetId, new { channels = new[] { "web" }, releaseIds = new[] { releaseId } });
        await SetRightsAsync(other, new { channels = new[] { "web", "print" }, releaseIds = new[] { releaseId } });

        Assert.Equal(
            """{"impact":{"assets":2,"skus":2,"channels":2,"affectedSkus":[{"code":"B"},{"code":"A"}],"affectedChannels":[{"key":"print"},{"key":"web"}]},"errors":[]}""",
            (await TryAsync(first: 100)).GetProperty("data").GetProperty("revokeRelease").GetRawText());
        var impact = (await TryAsync(first: 1)).GetProperty("data").GetProperty("revokeRelease").GetProperty("impact");
        Assert.Equal((2, """[{"code":"B"}]"""), (impact.GetProperty("skus").GetInt32(), impact.GetProperty("affectedSkus").GetRawText()));
        foreach (var outside in (int[])[0, 101])
        {
            Assert.Equal("PAGE_SIZE_OUT_OF_RANGE", (await TryAsync(outside)).GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        }

        async Task LinkAsync(string code, params string[] assetIds)
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Admin.MutateAsync(
                "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { created errors { code } } }", new { skus = new[] { new { code, links = assetIds.Select(id => new { asset = new { id } }) } } });
        }

        async Task<JsonElement> TryAsync(int first) => await Admin.PostAsync(Revoke, new { input = new { releaseId, reason = "Withdrawn", dryRun = true }, first });
    }

    [Fact]
    public async Task Url_Should_StayWithItsChannelAndPurpose_When_RightsAreNarrowed()
    {
        await SaveChannelAsync("web", "Web");
        await SaveChannelAsync("print", "Print");
        var (open, web) = ((await RenditionUrlAsync())!, (await RenditionUrlAsync(new { channel = "web", purpose = "advertising" }))!);

        await SetRightsAsync(_assetId, new { channels = new[] { "web" } });
        await GetAsync(web, HttpStatusCode.OK);
        Assert.Equal(["CHANNEL_UNKNOWN"], await GetAsync(open, HttpStatusCode.Forbidden));
        await SetRightsAsync(_assetId, new { channels = new[] { "print" }, purposes = new[] { "editorial" } });
        Assert.Equal(["CHANNEL_BLOCKED", "PURPOSE_BLOCKED"], await GetAsync(web, HttpStatusCode.Forbidden));
        var rights = (await Admin.QueryAsync("query($id: ID!) { asset(id: $id) { rights { channels { key name } purposes } } }", new { id = _assetId })).GetProperty("asset").GetProperty("rights");
        Assert.Equal("""{"channels":[{"key":"print","name":"Print"}],"purposes":["editorial"]}""", rights.GetRawText());
    }

    [Fact]
    public async Task TakeDownAsset_Should_Answer451UntilItIsReinstated_When_AUrlWasGivenOut()
    {
        var url = (await RenditionUrlAsync())!;
        const string TakeDown = "mutation($input: TakeDownAssetInput!) { takeDownAsset(input: $input) { asset { takedown { reason } revision } impact { assets } errors { code } } }";

        await Admin.MutateAsync(TakeDown, new { assetId = _assetId, reason = "A court", dryRun = true });
        await GetAsync(url, HttpStatusCode.OK);
        var taken = await Admin.MutateAsync(TakeDown, new { assetId = _assetId, reason = "A court" });
        Assert.Equal("A court", taken.GetProperty("asset").GetProperty("takedown").GetProperty("reason").GetString());
        Assert.Equal(["TAKEN_DOWN"], await GetAsync(url, HttpStatusCode.UnavailableForLegalReasons));
        Assert.Equal(["TAKEN_DOWN"], await ReasonsAsync(_assetId));
        Assert.Equal(JsonValueKind.Null, (await _host.Storefront.QueryAsync("query($id: ID!) { asset(id: $id) { id } }", new { id = _assetId })).GetProperty("asset").ValueKind);

        await Admin.MutateAsync("mutation($input: ReinstateAssetInput!) { reinstateAsset(input: $input) { asset { takedown { reason } } errors { code } } }", new { assetId = _assetId, reason = "Appeal" });
        await GetAsync(url, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Alternates_Should_NameTheLocalVariant_When_AnAssetIsRefusedHere()
    {
        var german = await Admin.PublishAsync("german.png", TestPng.Noise(2));
        var draft = await Admin.PublishAsync("everywhere.png", TestPng.Noise(3));
        await SetRightsAsync(_assetId, new { territories = Only("FR") });
        await SetRightsAsync(german, new { territories = Only("DE") });
        await SetRightsAsync(draft, new { expiresAt = _host.Clock.Now.AddSeconds(-1) });
        await AlternatesAsync([_assetId, german, draft]);

        Assert.Equal([german], await AlternatesOfAsync(_assetId, "DE"));
        Assert.Empty(await AlternatesOfAsync(_assetId, "US"));
        Assert.Equal([_assetId], await AlternatesOfAsync(german, "FR"));

        await AlternatesAsync([german]);
        Assert.Empty(await AlternatesOfAsync(_assetId, "DE"));
        Assert.Equal([_assetId], await AlternatesOfAsync(draft, "FR"));
    }

    [Fact]
    public async Task Expiry_Should_FollowTheEvent_When_ItIsCountedFromIt()
    {
        var fair = _host.Clock.Now.AddDays(3);
        await SetRightsAsync(_assetId, new { @event = new { name = "Fair", endsAt = fair }, expiresAfterEvent = "P7D", embargoAfterEvent = "-PT12H" });
        Assert.Equal((fair.AddHours(-12), fair.AddDays(7)), await PeriodAsync());

        await SetRightsAsync(_assetId, new { @event = new { name = "Fair", endsAt = fair.AddDays(1) } });
        Assert.Equal((fair.AddHours(12), fair.AddDays(8)), await PeriodAsync());

        await SetRightsAsync(_assetId, new { expiresAt = fair.AddDays(2), embargoAfterEvent = (string?)null });
        Assert.Equal((null, fair.AddDays(2)), await PeriodAsync());
        await SetRightsAsync(_assetId, new { @event = new { name = "Fair", endsAt = fair.AddDays(90) } });
        Assert.Equal((null, fair.AddDays(2)), await PeriodAsync());

        async Task<(DateTimeOffset? From, DateTimeOffset? Until)> PeriodAsync()
        {
            var rights = (await Admin.QueryAsync("query($id: ID!) { asset(id: $id) { rights { embargoUntil expiresAt } } }", new { id = _assetId })).GetProperty("asset").GetProperty("rights");
            return (Instant(rights.GetProperty("embargoUntil")), Instant(rights.GetProperty("expiresAt")));
        }

        static DateTimeOffset? Instant(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetDateTimeOffset();
    }

    [Theory]
    [InlineData("""{ "expiresAfterEvent": "P7D" }""", "EVENT_MISSING")]
    [InlineData("""{ "event": { "name": "x", "endsAt": "9999-12-31T00:00:00Z" }, "expiresAfterEvent": "P7D" }""", "INSTANT_OUT_OF_RANGE")]
    [InlineData("""{ "event": { "name": "x", "endsAt": "2026-12-31T00:00:00Z" }, "expiresAfterEvent": "P7D", "expiresAt": "2026-12-31T00:00:00Z" }""", "INSTANT_CONTRADICTS")]
    [InlineData("""{ "channels": ["nowhere"] }""", "CHANNEL_NOT_FOUND")]
    [InlineData("""{ "purposes": ["Everything else"] }""", "KEY_INVALID")]
    [InlineData("""{ "licenseId": "license_00000000000000000000000000000001" }""", "LICENSE_NOT_FOUND")]
    [InlineData("""{ "releaseIds": ["release_00000000000000000000000000000001"] }""", "RELEASE_NOT_FOUND")]
    [InlineData("""{ "territories": { "mode": "EXCEPT", "territories": ["UK"] } }""", "TERRITORY_UNKNOWN")]
    [InlineData("""{ "territories": { "mode": "ONLY", "territories": ["XQ-1"] } }""", "TERRITORY_UNKNOWN")]
    public async Task SetAssetRights_Should_SayWhatIsWrong_When_TheInputCannotBe(string rights, string code)
    {
        var data = await Admin.QueryAsync(
            "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { errors { code path } } }", new { input = new { assetId = _assetId, rights = JsonSerializer.Deserialize<JsonElement>(rights) } });

        Assert.Equal(code, Assert.Single(data.GetProperty("setAssetRights").GetProperty("errors").EnumerateArray()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task SetAssetRights_Should_Refuse_When_AssetAndLicenseLeaveNoPlace()
    {
        await SaveChannelAsync("print", "Print");
        await SaveChannelAsync("web", "Web");
        var license = await Admin.MutateAsync(
            "mutation($input: CreateLicenseInput!) { createLicense(input: $input) { license { id } errors { code } } }", new { name = "L", territories = Only("US-CA"), channels = new[] { "web" } });
        var licenseId = license.GetProperty("license").GetProperty("id").GetString();

        Assert.Equal("TERRITORIES_CONTRADICT", await RefusalAsync(new { licenseId, territories = new { mode = "EXCEPT", territories = new[] { "US" } } }));
        Assert.Equal("CHANNELS_CONTRADICT", await RefusalAsync(new { licenseId, channels = new[] { "print" } }));
        await SetRightsAsync(_assetId, new { licenseId, channels = new[] { "web", "print" }, territories = Only("US") });
        Assert.Empty(await ReasonsAsync(_assetId, new { territory = "US-CA", channel = "web" }));

        async Task<string?> RefusalAsync(object rights) => (await Admin.QueryAsync(
            "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { errors { code } } }", new { input = new { assetId = _assetId, rights } }))
            .GetProperty("setAssetRights").GetProperty("errors")[0].GetProperty("code").GetString();
    }

    [Fact]
    public async Task Grants_Should_BeRefused_When_TheirTermsCannotBe()
    {
        var now = _host.Clock.Now;
        Assert.Equal(["GUARDIAN_MISSING"], await CodesAsync("createRelease", "CreateReleaseInput", new { kind = "MODEL", subject = "A child", isMinor = true }));
        Assert.Equal(["SUBJECT_INVALID", "PERIOD_EMPTY"], await CodesAsync("createRelease", "CreateReleaseInput", new { kind = "MODEL", subject = " ", startsAt = now, expiresAt = now }));
        Assert.Equal(["ASSET_NOT_FOUND"], await CodesAsync("createRelease", "CreateReleaseInput", new { kind = "MODEL", subject = "A", documentId = "asset_x" }));
        Assert.Equal(["NAME_INVALID", "TERRITORIES_MISSING"], await CodesAsync("createLicense", "CreateLicenseInput", new { name = "", territories = new { mode = "ONLY" } }));
        Assert.Equal(["CHANNEL_NOT_FOUND"], await CodesAsync("createLicense", "CreateLicenseInput", new { name = "L", channels = new[] { "nowhere" } }));
        Assert.Equal(["KEY_INVALID"], await CodesAsync("saveChannel", "SaveChannelInput", new { key = "Web Shop", name = "x" }));
        Assert.Equal(["RELEASE_NOT_FOUND"], await CodesAsync("revokeRelease", "RevokeReleaseInput", new { releaseId = "release_00000000000000000000000000000001", reason = "x" }));
        Assert.Equal(["REASON_INVALID"], await CodesAsync("takeDownAsset", "TakeDownAssetInput", new { assetId = _assetId, reason = "" }));
        Assert.Equal(["ALTERNATES_INVALID"], await CodesAsync("setAssetAlternates", "SetAssetAlternatesInput", new { assetIds = new[] { _assetId, _assetId } }));
        Assert.Equal(["ASSET_NOT_FOUND"], await CodesAsync("setAssetAlternates", "SetAssetAlternatesInput", new { assetIds = new[] { _assetId, "asset_x" } }));
        foreach (var (mutation, input) in new (string, object)[]
        {
            ("createRelease", new { kind = "MODEL", subject = "A" }), ("createLicense", new { name = "L" }), ("saveChannel", new { key = "k", name = "x" }),
            ("takeDownAsset", new { assetId = _assetId, reason = "x" }), ("reinstateAsset", new { assetId = _assetId, reason = "x" }), ("setAssetAlternates", new { assetIds = new[] { _assetId } }),
            ("revokeLicense", new { licenseId = "license_00000000000000000000000000000001", reason = "x" }), ("revokeRelease", new { releaseId = "release_00000000000000000000000000000001", reason = "x" }),
        })
        {
            Assert.Equal(["NOT_AUTHORIZED"], await CodesAsync(mutation, $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input", input, _host.Storefront));
        }
    }

    [Fact]
    public async Task Grants_Should_BeListedNewestFirst_When_SomebodyLooksForWhatEnds()
    {
        var now = _host.Clock.Now;
        var licenses = new List<string>();
        foreach (var (name, holder, days) in new (string, string?, int?)[] { ("One", "Agency", 10), ("Two", "Agency", 400), ("Three", null, 5), ("Four", "Other", null) })
        {
            licenses.Add((await Admin.MutateAsync(
                "mutation($input: CreateLicenseInput!) { createLicense(input: $input) { license { id } errors { code } } }", new { name, holder, expiresAt = days is { } until ? now.AddDays(until) : (DateTimeOffset?)null }))
                .GetProperty("license").GetProperty("id").GetString()!);
            _host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var release = await CreateReleaseAsync(new { kind = "MODEL", subject = "Ada", expiresAt = now.AddDays(3) });
        await CreateReleaseAsync(new { kind = "PROPERTY", subject = "A house" });
        await Admin.MutateAsync("mutation($input: RevokeLicenseInput!) { revokeLicense(input: $input) { errors { code } } }", new { licenseId = licenses[3], reason = "x" });

        Assert.Equal(["Four", "Three", "Two", "One"], await NamesAsync(null));
        Assert.Equal(["Three", "One"], await NamesAsync(new { expiresAt = new { lt = now.AddDays(30) } }));
        Assert.Equal(["Two", "One"], await NamesAsync(new { holder = new { eq = "Agency" } }));
        Assert.Equal(["Four"], await NamesAsync(new { isRevoked = true }));
        Assert.Equal(["Two"], await NamesAsync(new { holder = new { startsWith = "Ag" }, not = new { name = new { eq = "One" } } }));
        var second = (await Admin.QueryAsync("{ licenses(first: 2) { totalCount pageInfo { endCursor hasNextPage } } }")).GetProperty("licenses");
        Assert.Equal((4, true), (second.GetProperty("totalCount").GetInt32(), second.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()));
        Assert.Equal(["Two", "One"], await NamesAsync(null, second.GetProperty("pageInfo").GetProperty("endCursor").GetString()));

        var found = (await Admin.QueryAsync(
            "query($where: ReleaseFilterInput) { releases(first: 10, where: $where) { nodes { id subject } } }", new { where = new { kind = new { @in = new[] { "MODEL" } }, subject = new { contains = "da" }, isRevoked = false } }))
            .GetProperty("releases").GetProperty("nodes");
        Assert.Equal(release, Assert.Single(found.EnumerateArray()).GetProperty("id").GetString());
        foreach (var list in (string[])["{ licenses(first: 1) { nodes { id } } }", "{ releases(first: 1) { nodes { id } } }"])
        {
            Assert.Equal("FORBIDDEN", (await _host.Storefront.PostAsync(list)).GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        }

        async Task<string[]> NamesAsync(object? where, string? after = null) =>
            [.. (await Admin.QueryAsync("query($where: LicenseFilterInput, $after: String) { licenses(first: 10, where: $where, after: $after) { nodes { name } } }", new { where, after }))
                .GetProperty("licenses").GetProperty("nodes").EnumerateArray().Select(license => license.GetProperty("name").GetString()!)];
    }

    /// <summary>What is no id of the noun is like an id that nothing has.</summary>
    [Fact]
    public async Task Grants_Should_NotBeFound_When_TheIdIsAnothersOrMalformed()
    {
        var release = await CreateReleaseAsync(new { kind = "MODEL", subject = "Ada" });
        foreach (var id in (string[])["license_00000000000000000000000000000001", "release_1", "license_", $"license{release[release.IndexOf('_', StringComparison.Ordinal)..]}"])
        {
            Assert.Equal(JsonValueKind.Null, (await Admin.QueryAsync("query($id: ID!) { node(id: $id) { id } }", new { id })).GetProperty("node").ValueKind);
        }

        Assert.Equal(JsonValueKind.Null, (await _host.Storefront.QueryAsync("query($id: ID!) { node(id: $id) { id } }", new { id = release })).GetProperty("node").ValueKind);
        foreach (var id in (string[])["", "release", _assetId, $"license{release[release.IndexOf('_', StringComparison.Ordinal)..]}", $"{release}0"])
        {
            Assert.Equal(["RELEASE_NOT_FOUND"], await CodesAsync("revokeRelease", "RevokeReleaseInput", new { releaseId = id, reason = "x" }));
            Assert.Equal(["LICENSE_NOT_FOUND"], await CodesAsync("revokeLicense", "RevokeLicenseInput", new { licenseId = id, reason = "x" }));
            Assert.Equal(["RELEASE_NOT_FOUND"], await CodesAsync("setAssetRights", "SetAssetRightsInput", new { assetId = _assetId, rights = new { releaseIds = new[] { id } } }));
            Assert.Equal(["LICENSE_NOT_FOUND"], await CodesAsync("setAssetRights", "SetAssetRightsInput", new { assetId = _assetId, rights = new { licenseId = id } }));
        }
    }

    /// <summary>Nothing of it is an error: the verdict refuses from the beginning, or for ever.</summary>
    [Fact]
    public async Task License_Should_Refuse_When_ItIsOfThePast()
    {
        var license = (await Admin.MutateAsync(
            "mutation($input: CreateLicenseInput!) { createLicense(input: $input) { license { id } errors { code } } }", new { name = "Old", startsAt = _host.Clock.Now.AddYears(-2), expiresAt = _host.Clock.Now.AddYears(-1) }))
            .GetProperty("license").GetProperty("id").GetString();
        await SetRightsAsync(_assetId, new { licenseId = license });

        Assert.Equal(["LICENSE_EXPIRED"], await ReasonsAsync(_assetId));
        Assert.Null(await RenditionUrlAsync());
    }

    [Theory]
    [InlineData("""{ "embargoUntil": "2027-01-02T00:00:00Z", "expiresAt": "2027-01-01T00:00:00Z" }""", "EXPIRY_BEFORE_EMBARGO")]
    [InlineData("""{ "territories": { "mode": "ALL", "territories": ["FR"] } }""", "TERRITORIES_CONTRADICT")]
    [InlineData("""{ "territories": { "mode": "ONLY" } }""", "TERRITORIES_MISSING")]
    public async Task SetAssetRights_Should_Refuse_When_RulesContradictThemselves(string rights, string code) =>
        Assert.Equal([code], await CodesAsync("setAssetRights", "SetAssetRightsInput", new { assetId = _assetId, rights = JsonSerializer.Deserialize<JsonElement>(rights) }));

    [Fact]
    public async Task SetAssetRights_Should_RefuseTheSecond_When_TwoPeopleChangeWhatTheyHaveRead()
    {
        var revision = (await Admin.QueryAsync("query($id: ID!) { asset(id: $id) { revision } }", new { id = _assetId })).GetProperty("asset").GetProperty("revision").GetInt32();
        object Input(string credit) => new { assetId = _assetId, expectedRevision = revision, rights = new { credit } };
        var both = await Task.WhenAll(CodesAsync("setAssetRights", "SetAssetRightsInput", Input("one")), CodesAsync("setAssetRights", "SetAssetRightsInput", Input("other")));

        Assert.Equal("REVISION_CONFLICT", Assert.Single(both.SelectMany(codes => codes)));
    }

    private async Task<string[]> CodesAsync(string mutation, string type, object input, DamClient? client = null) =>
        [.. (await (client ?? Admin).QueryAsync($"mutation($input: {type}!) {{ {mutation}(input: $input) {{ errors {{ code path }} }} }}", new { input }))
            .GetProperty(mutation).GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("code").GetString()!)];

    private static object Only(string code) => new { mode = "ONLY", territories = new[] { code } };

    private async Task SetRightsAsync(string assetId, object rights) => await Admin.MutateAsync(
        "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { asset { revision } errors { code message } } }", new { assetId, rights });

    private async Task<string> CreateReleaseAsync(object input) =>
        (await Admin.MutateAsync("mutation($input: CreateReleaseInput!) { createRelease(input: $input) { release { id } errors { code path } } }", input)).GetProperty("release").GetProperty("id").GetString()!;

    private async Task<JsonElement> RevokeReleaseAsync(string releaseId, bool dryRun) => await Admin.MutateAsync(
        "mutation($input: RevokeReleaseInput!) { revokeRelease(input: $input) { release { revokedAt } impact { assets skus channels affected { id } } errors { code } } }",
        new { releaseId, reason = "Withdrawn", dryRun });

    private static (int Assets, int Skus, int Channels) ImpactOf(JsonElement payload) =>
        payload.GetProperty("impact") is var impact ? (impact.GetProperty("assets").GetInt32(), impact.GetProperty("skus").GetInt32(), impact.GetProperty("channels").GetInt32()) : default;

    private async Task SaveChannelAsync(string key, string name) =>
        await Admin.MutateAsync("mutation($input: SaveChannelInput!) { saveChannel(input: $input) { channel { id key name } errors { code } } }", new { key, name });

    private async Task AlternatesAsync(string[] assetIds) =>
        await Admin.MutateAsync("mutation($input: SetAssetAlternatesInput!) { setAssetAlternates(input: $input) { assets { id } errors { code } } }", new { assetIds });

    private Task<string[]> SetStatusAsync(string status) => CodesAsync("setAssetStatus", "SetAssetStatusInput", new { assetId = _assetId, status });

    private async Task<string[]> ReasonsAsync(string assetId, object? context = null)
    {
        var data = await Admin.QueryAsync("query($id: ID!, $c: DeliveryContextInput) { asset(id: $id) { delivery(context: $c) { allowed reasons { code } } } }", new { id = assetId, c = context });
        var delivery = data.GetProperty("asset").GetProperty("delivery");
        string[] codes = [.. delivery.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()!)];
        Assert.Equal(codes.Length == 0, delivery.GetProperty("allowed").GetBoolean());
        return codes;
    }

    private async Task<string[]> AlternatesOfAsync(string assetId, string territory)
    {
        var data = await Admin.QueryAsync("query($id: ID!, $t: Territory) { asset(id: $id) { delivery(context: { territory: $t }) { alternates { id } } } }", new { id = assetId, t = territory });
        return [.. data.GetProperty("asset").GetProperty("delivery").GetProperty("alternates").EnumerateArray().Select(asset => asset.GetProperty("id").GetString()!)];
    }

    private async Task<string?> RenditionUrlAsync(object? context = null)
    {
        var data = await Admin.QueryAsync(
            "query($id: ID!, $c: DeliveryContextInput) { asset(id: $id) { rendition(transform: { width: 40, format: PNG }, context: $c) { url } } }", new { id = _assetId, c = context });
        var rendition = data.GetProperty("asset").GetProperty("rendition");
        return rendition.ValueKind == JsonValueKind.Null ? null : rendition.GetProperty("url").GetString();
    }

    /// <summary>Why it is refused, by the media route.</summary>
    private async Task<string[]> GetAsync(string url, HttpStatusCode expected)
    {
        using var http = _host.Http();
        using var response = await http.GetAsync(url, Ct);
        Assert.Equal(expected, response.StatusCode);
        return expected == HttpStatusCode.OK
            ? []
            : [.. JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()!)];
    }

    /// <summary>Kinds of the changes of the asset after a cursor, as soon as there are so many.</summary>
    private async Task<string[]> ChangesAsync(string after, int atLeast)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var changes = (await Admin.QueryAsync("query($after: String) { changes(after: $after) { nodes { kind asset { id } } } }", new { after })).GetProperty("changes").GetProperty("nodes");
            if (changes.GetArrayLength() >= atLeast)
            {
                return [.. changes.EnumerateArray().Select(change => change.GetProperty("kind").GetString()!)];
            }

            await Task.Delay(50, Ct);
        }

        throw new TimeoutException("The changes were not told of within 30 seconds.");
    }
}
