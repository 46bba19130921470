using Dam.GraphQL.Http;
using Microsoft.AspNetCore.Http;

namespace Dam.Tests.GraphQL.Http;

/// <summary>RFC 9110, section 12.5.1, over the types that a response may have.</summary>
public sealed class NegotiationTests
{
    private const string Json = "application/json; charset=utf-8";
    private const string Events = "text/event-stream; charset=utf-8";
    private const string Response = "application/graphql-response+json; charset=utf-8";

    [Theory]
    [InlineData("", Json)]
    [InlineData("*/*", Json)]
    [InlineData("application/*", Json)]
    [InlineData("application/json", Json)]
    [InlineData("APPLICATION/JSON", Json)]
    [InlineData("application/graphql-response+json", Response)]
    [InlineData("application/GraphQL-Response+JSON; charset=UTF-8", Response)]
    [InlineData("application/*+json", Response)]
    [InlineData("application/graphql-response+json, application/json", Response)]
    [InlineData("application/json, application/graphql-response+json", Json)]
    [InlineData("application/json;q=0.8, application/graphql-response+json;q=0.9", Response)]
    [InlineData("application/graphql-response+json;q=0.5, application/json", Json)]
    [InlineData("*/*, application/graphql-response+json", Response)]
    [InlineData("*/*;q=0.1, application/graphql-response+json;q=0.05", Json)]
    [InlineData("application/json;q=0, */*", Response)]
    [InlineData("application/graphql-response+json;q=0, */*", Json)]
    [InlineData("application/json;q=0, application/*;q=0.5", Response)]
    [InlineData("application/json; charset=utf-16, application/graphql-response+json", Response)]
    [InlineData("application/json; charset=\"utf-8\"", Json)]
    [InlineData("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", Json)]
    [InlineData("application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed", Response)]
    [InlineData("application/graphql-response+json;q=0.9,application/json;q=0.9", Response)]
    [InlineData("text/event-stream", Events)]
    [InlineData("text/event-stream, */*;q=0.1", Events)]
    [InlineData("application/json, text/event-stream", Json)]
    [InlineData("text/event-stream;q=0", null)]
    [InlineData("text/html", null)]
    [InlineData("text/*", null)]
    [InlineData("application/xml", null)]
    [InlineData("application/graphql+json", null)]
    [InlineData("application/json;q=0", null)]
    [InlineData("*/*;q=0", null)]
    [InlineData("application/json;q=0.0, application/graphql-response+json; q=0.000, */*;q=0", null)]
    [InlineData("application/json; charset=utf-16", null)]
    [InlineData("*/*; charset=iso-8859-1", null)]
    [InlineData("nonsense", null)]
    public void Choose_Should_TakeWhatTheClientLikesBest_When_ItAccepts(string accept, string? expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Accept = accept;

        Assert.Equal(expected, MediaTypes.Choose(request));
    }

    [Fact]
    public void Choose_Should_ReadAllHeaders_When_AcceptComesMoreThanOnce()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Accept = new(["application/json;q=0.5", "application/graphql-response+json"]);

        Assert.Equal(Response, MediaTypes.Choose(request));
        request.Headers.Accept = default;
        Assert.Equal(Json, MediaTypes.Choose(request));
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json;charset=utf-8", true)]
    [InlineData("Application/Json; Charset=\"UTF-8\"", true)]
    [InlineData("application/json; charset=utf-8; x=1", true)]
    [InlineData("application/json; charset=utf-16", false)]
    [InlineData("application/graphql", false)]
    [InlineData("application/graphql+json", false)]
    [InlineData("application/graphql-response+json", false)]
    [InlineData("text/plain", false)]
    [InlineData("application/jsonp", false)]
    [InlineData("application", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsJson_Should_TakeUtf8Only_When_ABodySaysItsType(string? contentType, bool expected) => Assert.Equal(expected, MediaTypes.IsJson(contentType));
}
