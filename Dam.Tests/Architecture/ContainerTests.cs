using System.Text.Json;
using System.Text.RegularExpressions;
using Dam.Api.Hosting;
using Microsoft.Extensions.Configuration;

namespace Dam.Tests.Architecture;

/// <summary>What the image and its composition promise, read from their files: images can be built only where there is a registry.</summary>
public sealed partial class ContainerTests
{
    private static readonly string[] Dockerfile = File.ReadAllLines(RepositoryRoot.File("Dockerfile"));

    private static readonly string[] Compose = File.ReadAllLines(RepositoryRoot.File("compose.yaml"));

    /// <summary>Instructions of the stage that is run.</summary>
    private static IEnumerable<string> Final => Dockerfile.Skip(Array.FindLastIndex(Dockerfile, line => line.StartsWith("FROM ", StringComparison.Ordinal)));

    [Fact]
    public void Image_Should_RunWithoutRights_When_ItIsStarted()
    {
        Assert.Equal("USER $APP_UID", Assert.Single(Final, line => line.StartsWith("USER ", StringComparison.Ordinal)));
        Assert.Contains(Final, line => line == "VOLUME /data");
        Assert.Contains(Compose, line => line.Trim() == "cap_drop: [ALL]");
        Assert.Contains(Compose, line => line.Trim() == "read_only: true");
    }

    [Fact]
    public void Image_Should_AskForItsHealthByItself_When_ItRuns() =>
        Assert.EndsWith("CMD [\"dotnet\", \"Dam.Api.dll\", \"health\"]", Assert.Single(Final, line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void Image_Should_BeBuiltWithTheSdkOfTheRepository()
    {
        var version = JsonElement.Parse(File.ReadAllText(RepositoryRoot.File("global.json"))).GetProperty("sdk").GetProperty("version").GetString();

        Assert.Contains($"FROM mcr.microsoft.com/dotnet/sdk:{version} AS build", Dockerfile);
    }

    [Fact]
    public void Image_Should_BeMadeOfWhatIsThere_When_FilesAreCopied()
    {
        var ignored = File.ReadAllLines(RepositoryRoot.File(".dockerignore"));
        var sources = Dockerfile.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from=", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[1..^1]).ToList();

        Assert.NotEmpty(sources);
        Assert.All(sources, source =>
        {
            var name = source.TrimEnd('/');
            Assert.True(Path.Exists(RepositoryRoot.File(name)), $"{name} is copied and not there.");
            Assert.True(ignored.Contains($"!{name}") || (name.StartsWith("Directory.", StringComparison.Ordinal) && ignored.Contains("!Directory.*")), $".dockerignore keeps {name} out.");
        });
    }

    [Fact]
    public void Settings_Should_Exist_When_ImageAndCompositionSetThem()
    {
        var names = Dockerfile.Concat(Compose).SelectMany(line => Setting().Matches(line).Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal))).ToList();

        Assert.Contains("Dam:Data", names);
        Assert.Contains("Dam:Database:ConnectionString", names);
        KnownSettings.Check(new ConfigurationBuilder().AddInMemoryCollection(names.ToDictionary(name => name, string? (_) => "x", StringComparer.Ordinal)).Build());
    }

    [Fact]
    public void Composition_Should_HoldNoSecret_When_ItNamesOne() => Assert.All(
        Compose.Where(line => Secret().IsMatch(line)),
        line => Assert.Matches(@"\$\{[A-Z_]+:\?|\$\$MSSQL_SA_PASSWORD|devstoreaccount1|^\s*#", line));

    [Fact]
    public void Composition_Should_WaitForHealth_When_AServiceNeedsAnother()
    {
        var needed = Compose.Where(line => line.Contains("condition: service_healthy", StringComparison.Ordinal)).Select(line => line.Trim().Split(':')[0]).ToList();

        Assert.Equal(["sqlserver", "azurite"], needed);
        Assert.All(needed, service => Assert.Contains(
            Compose.SkipWhile(line => line != $"  {service}:").Skip(1).TakeWhile(line => line.Length == 0 || line.StartsWith("   ", StringComparison.Ordinal)), line => line.Trim() == "healthcheck:"));
    }

    [GeneratedRegex("Dam__[A-Za-z0-9_]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();

    [GeneratedRegex("password|key", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();
}
