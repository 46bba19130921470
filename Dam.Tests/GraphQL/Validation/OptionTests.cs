using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Validation;

namespace Dam.Tests.GraphQL.Validation;

/// <summary>What options change: how many errors there are, what messages tell, how large an operation may become.</summary>
public sealed class OptionTests
{
    [Fact]
    public void Validate_Should_GiveUp_When_ErrorsReachTheLimit()
    {
        var errors = Zoo.Errors("{ a b c d e }", new ValidationOptions { MaxErrors = 3 });

        Assert.Equal(
            [
                "Cannot query field \"a\" on type \"Query\". @1:3",
                "Cannot query field \"b\" on type \"Query\". @1:5",
                "Cannot query field \"c\" on type \"Query\". @1:7",
                "Too many validation errors, error limit reached. Validation aborted. @",
            ],
            errors);
    }

    [Fact]
    public void Validate_Should_ShortenMessages_When_ManyRepeatALongName()
    {
        var document = $"query {new string('Q', 100_000)} {{ args {{ {string.Concat(Enumerable.Range(0, 200).Select(i => $"a{i}: int(v: $v{i}) "))} }} }}";

        var errors = Zoo.Errors(document);

        Assert.Equal(101, errors.Length);
        Assert.True(errors.Sum(error => error.Length) < 250_000);
    }

    [Fact]
    public void Validate_Should_TellAll_When_ErrorsAreJustWithinTheLimit() => Assert.Equal(3, Zoo.Errors("{ a b c }", new ValidationOptions { MaxErrors = 3 }).Length);

    [Theory]
    [InlineData("{ dgo { id } }", "Cannot query field \"dgo\" on type \"Query\". @1:3")]
    [InlineData("{ being { barks } }", "Cannot query field \"barks\" on type \"Being\". @1:11")]
    [InlineData("{ dog { ... on Dgo { id } } }", "Unknown type \"Dgo\". @1:16")]
    [InlineData("{ dog { name(uper: true) } }", "Unknown argument \"uper\" on field \"Dog.name\". @1:14")]
    [InlineData("{ dog { knows(trick: SITT) } }", "Value \"SITT\" does not exist in \"Trick\" enum. @1:22")]
    [InlineData("{ args { home(v: {street: \"s\", numbr: 1}) } }", "Field \"numbr\" is not defined by type \"Home\". @1:32")]
    public void Validate_Should_NameNoNeighbours_When_SuggestionsAreOff(string document, string expected)
        => Assert.Equal([expected], Zoo.Errors(document, new ValidationOptions { Suggestions = false }));

    [Fact]
    public void Validate_Should_CountDepthThroughFragments_When_TheyNest()
    {
        const string Document = "{ dog { ...A } } fragment A on Dog { mother { ... { mother { id } } } }";

        Zoo.ShouldAccept(Document, new ValidationOptions { MaxDepth = 6 });
        Assert.Equal(["Operation is nested deeper than 5 levels with its fragments. @1:1"], Zoo.Errors(Document, new ValidationOptions { MaxDepth = 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ValidationOptions { MaxDepth = ParserOptions.DepthCeiling + 1 });
    }

    [Fact]
    public void Validate_Should_CountMergedFields_When_FragmentsRepeatThem()
    {
        // dog, its name and mother, the mother's id and name; cat and its id; what merges counts once.
        const string Document = "query Q { dog { ...A mother { id } ...A } cat { id id } } fragment A on Dog { name mother { id name } }";

        Zoo.ShouldAccept(Document, new ValidationOptions { MaxMergedFields = 7 });
        Assert.Equal(["Operation has more than 6 fields with its fragments. @1:1"], Zoo.Errors(Document, new ValidationOptions { MaxMergedFields = 6 }));
    }

    [Fact]
    public void Validate_Should_Refuse_When_MergingTakesTooManySteps()
        => Assert.Contains(
            "The document merges too many fields to be checked. @",
            Zoo.Errors("{ dog { id name barks mother { id name } } }", new ValidationOptions { MaxMergeSteps = 8 }));

    [Theory]
    [InlineData("abc", "", "")]
    [InlineData("abc", "abd", " Did you mean \"abd\"?")]
    [InlineData("greenish", "green blue", " Did you mean \"green\"?")]
    [InlineData("VERYLONG", "verylong other", " Did you mean \"verylong\"?")]
    [InlineData("ab", "ba", " Did you mean \"ba\"?")]
    [InlineData("abc", "a ab abc", " Did you mean \"abc\", \"ab\", or \"a\"?")]
    [InlineData("name", "nam named", " Did you mean \"nam\" or \"named\"?")]
    [InlineData("a", "b c d e f g", " Did you mean \"b\", \"c\", \"d\", \"e\", or \"f\"?")]
    public void Question_Should_NameTheNearest_When_CandidatesAreSimilar(string name, string candidates, string expected)
        => Assert.Equal(expected, Suggestions.Question(Suggestions.For(name, candidates.Split(' '))));
}
