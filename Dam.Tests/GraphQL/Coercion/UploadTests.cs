using System.Globalization;
using System.Text;
using System.Text.Json;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Types;

namespace Dam.Tests.GraphQL.Coercion;

/// <summary>Files fill their places in the variables; they have no other form.</summary>
public sealed class UploadTests
{
    private static readonly GraphQLApi Api = new(typeof(Queries), typeof(Mutations));

    public sealed record AttachInput(string Title, Upload File, IReadOnlyList<Upload>? More = null);

    [OneOf]
    public sealed record SourceInput(string? Url, Upload? File);

    [QueryType]
    public static class Queries
    {
        public static string Ok => "ok";
    }

    [MutationType]
    public static class Mutations
    {
        public static string Upload(Upload file) => Receipt(file);

        public static string MaybeUpload(Upload? file) => file is null ? "none" : Receipt(file);

        public static IReadOnlyList<string> UploadMany(IReadOnlyList<Upload> files) => [.. files.Select(Receipt)];

        public static string Attach(AttachInput input) => $"{input.Title} {Receipt(input.File)} {input.More?.Count.ToString(CultureInfo.InvariantCulture) ?? "-"}";

        public static string Take(SourceInput source) => source.Url ?? Receipt(source.File!);

        private static string Receipt(Upload file)
        {
            using var reader = new StreamReader(file.OpenReadStream());
            return $"{file.FileName} {file.MediaType} {file.Length} {reader.ReadToEnd()}";
        }
    }

    public static class Broken
    {
        [QueryType]
        public static class Queries
        {
            public static Upload Back => File("a.txt");
        }
    }

    [Fact]
    public void Schema_Should_HaveTheScalar_When_AResolverTakesAFile()
    {
        Assert.Contains("\"A file of a multipart request.\"\nscalar Upload", Api.Sdl, StringComparison.Ordinal);
        Assert.Contains("uploadMany(files: [Upload!]!): [String!]!", Api.Sdl, StringComparison.Ordinal);
        Assert.Contains("maybeUpload(file: Upload): String!", Api.Sdl, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_Should_NameTheMember_When_AFieldReturnsAFile()
    {
        var exception = Assert.Throws<SchemaException>(() => new GraphQLApi(typeof(Broken.Queries)));

        Assert.Contains("Queries.Back: the scalar \"Upload\" cannot write", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mutation($f: Upload!) { upload(file: $f) }", """{"f":null}""", "f", """{"upload":"a.txt text/plain 5 hello"}""")]
    [InlineData("mutation($f: Upload) { maybeUpload(file: $f) }", """{"f":null}""", "f", """{"maybeUpload":"a.txt text/plain 5 hello"}""")]
    [InlineData("mutation($f: Upload) { maybeUpload(file: $f) }", """{"f":null}""", "other", """{"maybeUpload":"none"}""")]
    [InlineData("mutation($f: Upload) { maybeUpload(file: $f) }", "{}", "other", """{"maybeUpload":"none"}""")]
    [InlineData("mutation($f: [Upload!]!) { uploadMany(files: $f) }", """{"f":[null]}""", "f[0]", """{"uploadMany":["a.txt text/plain 5 hello"]}""")]
    [InlineData("mutation($f: [Upload!]!) { uploadMany(files: $f) }", """{"f":null}""", "f", """{"uploadMany":["a.txt text/plain 5 hello"]}""")]
    [InlineData("mutation($f: Upload!) { attach(input: { title: \"T\", file: $f }) }", """{"f":null}""", "f", """{"attach":"T a.txt text/plain 5 hello -"}""")]
    [InlineData("mutation($s: SourceInput!) { take(source: $s) }", """{"s":{"file":null}}""", "s.file", """{"take":"a.txt text/plain 5 hello"}""")]
    [InlineData("mutation($f: Upload!) { take(source: { file: $f }) }", """{"f":null}""", "f", """{"take":"a.txt text/plain 5 hello"}""")]
    [InlineData("mutation($i: AttachInput!) { attach(input: $i) }", """{"i":{"title":"T","file":null}}""", "i.file", """{"attach":"T a.txt text/plain 5 hello -"}""")]
    public async Task File_Should_ReachTheResolver_When_ItFillsAPlaceInTheVariables(string query, string variables, string place, string expected)
    {
        using var result = await ExecuteAsync(query, variables, place);

        Assert.Empty(result.Errors);
        Assert.Equal(expected, Encoding.UTF8.GetString(result.Data));
    }

    [Theory]
    [InlineData("mutation($f: Upload!) { upload(file: $f) }", """{"f":"a.txt"}""", "other", "Variable \"$f\" got invalid value \"a.txt\"; Upload cannot represent value: \"a.txt\". A file must be a variable of a multipart request.")]
    [InlineData("mutation($f: Upload!) { upload(file: $f) }", """{"f":null}""", "other", "Variable \"$f\" of non-null type \"Upload!\" must not be null.")]
    [InlineData("mutation($f: [Upload!]!) { uploadMany(files: $f) }", """{"f":[null,null]}""", "f[0]", "Variable \"$f\" got invalid value null at \"f[1]\"; Expected non-nullable type \"Upload!\" not to be null.")]
    [InlineData("mutation { upload(file: \"a.txt\") }", "{}", "f", "Upload cannot represent value: \"a.txt\". A file must be a variable of a multipart request.")]
    [InlineData("mutation($t: String!, $f: Upload!) { attach(input: { title: $t, file: $f }) }", """{"t":null,"f":{}}""", "t", "Variable \"$t\" got invalid value null; Expected type \"String\", found a file.")]
    public async Task Request_Should_BeRefused_When_AFileIsMissingOrMisplaced(string query, string variables, string place, string expected)
    {
        using var result = await ExecuteAsync(query, variables, place);

        Assert.True(result.IsRequestError);
        Assert.Equal(expected, result.Errors[0].Message);
    }

    private static async Task<GraphQLResult> ExecuteAsync(string query, string variables, string place)
        => await Api.Executor.ExecuteAsync(
            new GraphQLRequest(query)
            {
                Variables = JsonDocument.Parse(variables).RootElement,
                Files = new Dictionary<string, Upload>(StringComparer.Ordinal) { [place] = File("a.txt") },
            },
            TestContext.Current.CancellationToken);

    private static Upload File(string name) => new(name, "text/plain", 5, () => new MemoryStream("hello"u8.ToArray()));
}
