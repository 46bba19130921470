using System.Text.Json;
using System.Text.Json.Nodes;
using Dam.Domain.Metadata;

namespace Dam.Tests.Domain.Metadata;

public sealed class MergePatchTests
{
    /// <summary>RFC 7396, appendix A.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    [InlineData("""{"a":1}""", """{"a":2,"a":null}""", "{}")]
    public void Apply_Should_MakeWhatTheStandardSays_When_Patched(string target, string patch, string expected) =>
        Assert.Equal(expected, Apply(target, patch)?.ToJsonString() ?? "null");

    [Fact]
    public void Apply_Should_AgreeWithItsLaws_When_ObjectsAreRandom()
    {
        var random = new Random(7396);
        for (var i = 0; i < 2000; i++)
        {
            var (target, patch) = (Json(random, 3, nulls: false), Json(random, 3, nulls: true));
            var once = Apply(target, patch)!.ToJsonString();

            // The same patch again changes nothing, an empty one never does, and what a patch names it decides.
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(once), Apply(once, patch)));
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(target), Apply(target, "{}")));
            Assert.DoesNotContain("null", once, StringComparison.Ordinal);
            foreach (var (name, value) in JsonNode.Parse(patch)!.AsObject())
            {
                var made = JsonNode.Parse(once)!.AsObject();
                Assert.Equal(value is not null, made.ContainsKey(name));
                Assert.True(value is null or JsonObject || JsonNode.DeepEquals(value, made[name]));
            }
        }
    }

    private static JsonNode? Apply(string target, string patch) => MergePatch.Apply(JsonDocument.Parse(target).RootElement, JsonDocument.Parse(patch).RootElement);

    private static string Json(Random random, int depth, bool nulls)
    {
        var fields = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(5)).Distinct().Select(field => $"\"{(char)('a' + field)}\":{Value()}");
        return $"{{{string.Join(',', fields)}}}";

        string Value() => random.Next(nulls ? 5 : 4) switch
        {
            0 => "1.50",
            1 => "\"é\"",
            2 => "[1,{\"x\":true}]",
            3 => depth > 1 ? Json(random, depth - 1, nulls) : "false",
            _ => "null",
        };
    }
}
