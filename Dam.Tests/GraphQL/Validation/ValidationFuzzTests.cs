using Dam.GraphQL.Language;
using Dam.GraphQL.Validation;

namespace Dam.Tests.GraphQL.Validation;

/// <summary>Seeded nonsense that still parses: validation tells errors or none, and nothing else ever comes out of it.</summary>
public sealed class ValidationFuzzTests
{
    private const int Rounds = 5_000;

    private const string Seed =
        """
        query Q ( $a : Int = 1 , $b : [Int!]! , $p : ID! , $t : Trick ) @onQuery {
          dog @include ( if : true ) { name ...F owner { pets { ... on Dog { x : barks } ... on Cat { x : meows } } } }
          args { int ( v : $a ) nonNullItems ( v : $b ) pick ( v : { id : $p } ) home ( v : { street : "s" , inner : { street : "t" , tricks : [ SIT ] } } ) }
          being { id ... on Trained { knows ( trick : $t ) } }
        }
        fragment F on Animal { id mother { ...G } } fragment G on Being { name ( upper : false ) }
        """;

    private static readonly string[] Words =
    [
        "dog", "name", "x", "args", "pick", "id", "F", "G", "...F", "...G", "Dog", "Cat", "Animal", "Pet", "Args", "Int", "Int!", "[Int]", "Pick", "$a", "$b", "$z", "1", "1.5", "\"s\"", "null", "true", "SIT",
        "{", "}", "(", ")", "[", "]", ":", "=", "@skip", "@mark", "@nope", "... on Cat", "... on Query", "...", "query R", "fragment H on Pet", "subscription S", "mutation M", "__typename", "__schema",
    ];

    [Fact]
    public void Validate_Should_OnlyTellErrors_When_DocumentsAreNonsense()
    {
        var random = new Random(2025);
        var tokens = Seed.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var (parsed, valid) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var mutant = tokens.ToList();
            for (var change = random.Next(4); change > 0; change--)
            {
                var at = random.Next(mutant.Count);
                mutant[at] = random.Next(3) switch
                {
                    0 => Words[random.Next(Words.Length)],
                    1 => $"{mutant[at]} {Words[random.Next(Words.Length)]}",
                    _ => mutant[random.Next(mutant.Count)],
                };
            }

            if (TryParse(string.Join(' ', mutant)) is not { } document)
            {
                continue;
            }

            var errors = DocumentValidator.Validate(Zoo.Schema, document);
            parsed++;
            valid += errors.Count == 0 ? 1 : 0;
            Assert.InRange(errors.Count, 0, 101);
            Assert.All(errors, error => Assert.NotEmpty(error.Message));
        }

        Assert.InRange(valid, 1, parsed - 1);
    }

    private static Document? TryParse(string text)
    {
        try
        {
            return Parser.Parse(text);
        }
        catch (GraphQLSyntaxException)
        {
            return null;
        }
    }
}
