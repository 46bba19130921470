using Dam.GraphQL.Annotations;

namespace Dam.Tests.GraphQL.Annotations;

/// <summary>A wrong schema stops the start, and the message names the C# member.</summary>
public sealed class SchemaErrorTests
{
    [Theory]
    [InlineData(typeof(UnknownParameter), "parameter 'reader' of Dam.Tests.GraphQL.Annotations.SchemaErrorTests+UnknownParameter.Name (System.IO.TextReader) is neither an argument, nor a service, request state or loader; the parent is marked with [Parent].")]
    [InlineData(typeof(NoValue), "Dam.Tests.GraphQL.Annotations.SchemaErrorTests+NoValue.Act returns nothing: a field must have a value.")]
    [InlineData(typeof(RootWithParent), "parameter 'text' of Dam.Tests.GraphQL.Annotations.SchemaErrorTests+RootWithParent.Name: a root field has no parent.")]
    [InlineData(typeof(UnknownName), "Dam.Tests.GraphQL.Annotations.SchemaErrorTests+UnknownName.Name: there is no type \"Missing\".")]
    [InlineData(typeof(NoGraphQLType), "Dam.Tests.GraphQL.Annotations.SchemaErrorTests+NoGraphQLType.Anything: System.Object has no GraphQL type; annotate it, or say the type with [GraphQLType(\"…\")].")]
    [InlineData(typeof(TwoFields), "Dam.Tests.GraphQL.Annotations.SchemaErrorTests+TwoFields.NameAsync and Dam.Tests.GraphQL.Annotations.SchemaErrorTests+TwoFields.GetName are both the field \"Query.name\".")]
    [InlineData(typeof(Reserved), "\"Query.__name\" (Dam.Tests.GraphQL.Annotations.SchemaErrorTests+Reserved.Name): names that begin with two underscores are reserved.")]
    [InlineData(typeof(WrongDefault), "\"Query.name\" (Dam.Tests.GraphQL.Annotations.SchemaErrorTests+WrongDefault.Name), argument \"count\" (parameter 'count' of Dam.Tests.GraphQL.Annotations.SchemaErrorTests+WrongDefault.Name): the default \"many\" is not of the type \"Int!\".")]
    [InlineData(typeof(Endless), "\"EndlessInput\" (Dam.Tests.GraphQL.Annotations.SchemaErrorTests+EndlessInput) must hold itself without end, through \"EndlessInput.next\".")]
    [InlineData(typeof(RequiredAndDeprecated), "\"Query.name\" (Dam.Tests.GraphQL.Annotations.SchemaErrorTests+RequiredAndDeprecated.Name), argument \"count\" (parameter 'count' of Dam.Tests.GraphQL.Annotations.SchemaErrorTests+RequiredAndDeprecated.Name) is required and cannot be deprecated.")]
    [InlineData(typeof(BatchWithoutParents), "Dam.Tests.GraphQL.Annotations.SchemaErrorTests+BatchWithoutParents.Names: a batch resolver takes its parents as [Parent] IReadOnlyList<>.")]
    public void Build_Should_NameTheMember_When_TheSchemaIsWrong(Type queries, string message)
    {
        var exception = Assert.Throws<SchemaException>(() => new GraphQLApi(queries));
        Assert.Equal(message, Assert.Single(exception.Problems));
    }

    [Fact]
    public void Build_Should_TellAllProblems_When_ThereAreSeveral()
    {
        var exception = Assert.Throws<SchemaException>(() => new GraphQLApi(typeof(UnknownParameter), typeof(NoValue)));
        Assert.Equal(2, exception.Problems.Count);
        Assert.Contains("UnknownParameter.Name", exception.Message, StringComparison.Ordinal);
        Assert.Contains("NoValue.Act", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_Should_Fail_When_ThereIsNoQueryType()
        => Assert.Equal("No class is annotated with [QueryType]: a schema needs a query type.", Assert.Throws<SchemaException>(() => new GraphQLApi()).Message);

    [Fact]
    public void Build_Should_Fail_When_TheParentIsOfAnotherType()
        => Assert.Equal(
            "parameter 'text' of Dam.Tests.GraphQL.Annotations.SchemaErrorTests+WrongParent.Name must be of the type Dam.Tests.GraphQL.Annotations.SchemaErrorTests+Thing.",
            Assert.Throws<SchemaException>(() => new GraphQLApi(typeof(ThingQueries), typeof(WrongParent))).Message);

    [Fact]
    public void Build_Should_Fail_When_TwoTypesHaveOneName()
        => Assert.Equal(
            "Dam.Tests.GraphQL.Annotations.SchemaErrorTests+OtherThing cannot be named \"Thing\": Dam.Tests.GraphQL.Annotations.SchemaErrorTests+Thing has that name.",
            Assert.Throws<SchemaException>(() => new GraphQLApi(typeof(ThingQueries), typeof(ThingNode), typeof(OtherThing))).Message);

    [Fact]
    public void Build_Should_Fail_When_AnInterfaceIsNotImplemented()
        => Assert.Equal(
            "\"Thing\" (Dam.Tests.GraphQL.Annotations.SchemaErrorTests+Thing) lacks the field \"Numbered.number\" (Dam.Tests.GraphQL.Annotations.SchemaErrorTests+INumbered.Number), which its interface \"Numbered\" has.",
            Assert.Throws<SchemaException>(() => new GraphQLApi(typeof(ThingQueries), typeof(NumberedThing), typeof(INumbered))).Message);

    [Fact]
    public void Build_Should_Fail_When_AnIgnoredPropertyDoesNotExist()
        => Assert.Equal(
            "Dam.Tests.GraphQL.Annotations.SchemaErrorTests+IgnoringThing: Dam.Tests.GraphQL.Annotations.SchemaErrorTests+Thing has no property 'Nothing' to ignore.",
            Assert.Throws<SchemaException>(() => new GraphQLApi(typeof(ThingQueries), typeof(IgnoringThing))).Message);

    [Fact]
    public void Build_Should_DemandAPolicy_When_RootFieldsMustHaveOne()
    {
        var exception = Assert.Throws<SchemaException>(() => new GraphQLApi(builder =>
        {
            builder.RequirePolicy = true;
            builder.AddTypes(typeof(Policies), typeof(OpenQueries));
        }));
        Assert.Equal(
            "Dam.Tests.GraphQL.Annotations.SchemaErrorTests+Policies.Forgotten: the root field \"Query.forgotten\" needs [Authorize(\"…\")] or [AnyCaller].",
            exception.Message);
    }

    public sealed record Thing(string Name);

    public sealed record EndlessInput(int Size, EndlessInput Next);

    [InterfaceType]
    public interface INumbered
    {
        int Number { get; }
    }

    [ObjectType(Name = "Thing")]
    public sealed record OtherThing(string Name);

    [QueryType]
    public static class UnknownParameter
    {
        public static string Name(TextReader reader) => reader.ReadToEnd();
    }

    [QueryType]
    public static class NoValue
    {
        public static Task Act() => Task.CompletedTask;
    }

    [QueryType]
    public static class RootWithParent
    {
        public static string Name([Parent] string text) => text;
    }

    [QueryType]
    public static class UnknownName
    {
        [GraphQLType("Missing")]
        public static string Name() => "";
    }

    [QueryType]
    public static class NoGraphQLType
    {
        public static object Anything() => new();
    }

    [QueryType]
    public static class TwoFields
    {
        public static string GetName() => "";

        public static Task<string> NameAsync() => Task.FromResult("");
    }

    [QueryType]
    public static class Reserved
    {
        [GraphQLName("__name")]
        public static string Name() => "";
    }

    [QueryType]
    public static class WrongDefault
    {
        public static string Name([GraphQLDefault("\"many\"")] int count) => $"{count}";
    }

    [QueryType]
    public static class Endless
    {
        public static string Name(EndlessInput input) => $"{input}";
    }

    [QueryType]
    public static class RequiredAndDeprecated
    {
        public static string Name([GraphQLDeprecated] int count) => $"{count}";
    }

    [QueryType]
    public static class BatchWithoutParents
    {
        [BatchResolver]
        public static IReadOnlyList<string> Names() => [];
    }

    [QueryType]
    public static class ThingQueries
    {
        public static Thing? GetThing() => null;
    }

    [ObjectType<Thing>]
    public static class ThingNode;

    [ObjectType<Thing>(Implements = [typeof(INumbered)])]
    public static class NumberedThing;

    [ObjectType<Thing>(Ignore = ["Nothing"])]
    public static class IgnoringThing;

    [ExtendObjectType<Thing>]
    public static class WrongParent
    {
        public static string Name([Parent] string text) => text;
    }

    [QueryType]
    public static class Policies
    {
        [Authorize("read")]
        public static string Guarded() => "";

        [AnyCaller]
        public static string Open() => "";

        public static string Forgotten() => "";
    }

    [QueryType]
    [AnyCaller]
    public static class OpenQueries
    {
        public static string AlsoOpen() => "";
    }
}
