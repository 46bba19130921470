using Dam.GraphQL.Annotations;
using Dam.GraphQL.Sample;
using Dam.GraphQL.Types;

namespace Dam.Tests.GraphQL.Http;

/// <summary>The schema's document at <c>?sdl</c>.</summary>
public sealed class SchemaDocumentTests
{
    [Fact]
    public async Task Get_Should_GiveTheSchema_When_ItIsAskedFor()
    {
        var builder = new GraphQLBuilder();
        SampleHost.Configure(builder);
        await using var server = await HttpServer.StartAsync();

        var answer = await server.GetAsync("/graphql?sdl", ("Accept", "text/html"));

        Assert.Equal((200, "text/plain; charset=utf-8"), (answer.Status, answer.MediaType));
        Assert.Equal(SchemaPrinter.Print(builder.BuildSchema()), answer.Text);
        Assert.Equal("no-cache, private", string.Join(", ", answer.Headers["Cache-Control"].Split(", ").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Get_Should_Be304_When_TheClientHasIt()
    {
        await using var server = await HttpServer.StartAsync();
        var tag = (await server.GetAsync("/graphql?sdl")).Headers["ETag"];

        var again = await server.GetAsync("/graphql?sdl", ("If-None-Match", $"\"other\", W/{tag}"));
        var other = await server.GetAsync("/graphql?sdl", ("If-None-Match", "\"other\""));

        Assert.Equal((304, "", tag), (again.Status, again.Text, again.Headers["ETag"]));
        Assert.Equal(200, other.Status);
    }

    [Fact]
    public async Task Get_Should_Be403_When_TheCallerMayNotIntrospect()
    {
        await using var server = await HttpServer.StartAsync(graphql: api => api.AllowIntrospection = context => context.Request.Headers.ContainsKey("X-Developer"));

        var refused = await server.GetAsync("/graphql?sdl");

        Assert.Equal((403, false), (refused.Status, refused.Headers.ContainsKey("ETag")));
        Assert.Contains("\"code\":\"INTROSPECTION_DISABLED\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await server.GetAsync("/graphql?sdl", ("X-Developer", "yes"))).Status);
    }

    [Fact]
    public async Task Get_Should_AnswerTheQuery_When_ItHasBoth()
    {
        await using var server = await HttpServer.StartAsync();

        Assert.Equal("""{"data":{"__typename":"Query"}}""", (await server.GetAsync("/graphql?sdl&query={__typename}")).Text);
    }
}
