using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Dam.Tests.Api.Hosting;

/// <summary>Banana Cake Pop in a real browser: it runs a query with variables, shows the schema, and talks to nobody but the service.</summary>
public sealed class GraphQLIdeTests
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

    [Fact]
    public async Task Page_Should_RunOperationsAndCallNoOtherHost_When_OpenedInABrowser()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"There is no {Chromium}: ./run test installs it.");
        await using var host = DamHost.Start("Development");
        using var http = host.Http();
        var address = new Uri(http.BaseAddress!, "/graphql");
        var asset = await host.Administrator.PublishAsync("lamp.png", TestPng.Noise(seed: 1));
        var requests = new ConcurrentQueue<string>();
        var errors = new ConcurrentQueue<string>();

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Flags });
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1400, Height = 900 } });
        context.Request += (_, request) => requests.Enqueue(request.Url);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => errors.Enqueue(error);
        await page.GotoAsync(address.AbsoluteUri);

        await page.GetByText("Create Document").First.ClickAsync();
        await TypeAsync(page, editor: 0, "query($code: String!) { viewer { subject } sku(code: $code) { name } }");
        await TypeAsync(page, editor: 1, """{ "code": "LAMP-01" }""");
        await RunAsync(page, answer: "developer");
        await ShowAsync(page, "graphql-ide.png");

        await TypeAsync(page, editor: 0, "subscription($id: ID!) { assetProcessed(assetId: $id) { processing { state } } }");
        await TypeAsync(page, editor: 1, $$"""{ "id": "{{asset}}" }""");
        await RunAsync(page, answer: "\"READY\"");
        await ShowAsync(page, "graphql-ide-subscription.png");

        await page.GetByText("Schema Reference").First.ClickAsync();
        await Assertions.Expect(page.GetByText("Who is calling, and what they may do.").First).ToBeVisibleAsync();
        await ShowAsync(page, "graphql-ide-schema.png");

        Assert.Contains(requests, url => new Uri(url).AbsolutePath == "/graphql");
        Assert.DoesNotContain(requests, url => url.StartsWith("http", StringComparison.Ordinal) && new Uri(url).Host != address.Host);
        Assert.Empty(errors);
    }

    private static async Task TypeAsync(IPage page, int editor, string text)
    {
        await page.Locator(".monaco-editor").Nth(editor).ClickAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.PressAsync("Delete");
        await page.Keyboard.InsertTextAsync(text);
    }

    /// <summary>For people who want to look at it.</summary>
    private static async Task ShowAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("DAM_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name) });
        }
    }

    /// <summary>The page takes in what was typed a moment later than one types it, so the first click may come too early.</summary>
    private static async Task RunAsync(IPage page, string answer)
    {
        var shown = page.GetByText(answer).First;
        for (var tries = 0; tries < 20 && !await shown.IsVisibleAsync(); tries++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).First.ClickAsync();
            await page.WaitForTimeoutAsync(1000);
        }

        await Assertions.Expect(shown).ToBeVisibleAsync();
    }
}
