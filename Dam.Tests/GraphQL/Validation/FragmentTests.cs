namespace Dam.Tests.GraphQL.Validation;

/// <summary>Section 5.5.</summary>
public sealed class FragmentTests
{
    [Theory]
    [InlineData("{ dog { ...A ...B } } fragment A on Dog { id } fragment B on Dog { name }")]
    [InlineData("{ dog { ... on Dog { id } ... on Dog { name } } }")]
    [InlineData("query A { dog { ...A } } fragment A on Dog { id }")]
    public void FragmentNameUniqueness_Should_Accept_When_NamesDiffer(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { ...A } } fragment A on Dog { id } fragment A on Dog { name }",
        """There can be only one fragment named "A". @1:27 1:52""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { id } fragment A on Cat { name } fragment A on Dog { volume }",
        """There can be only one fragment named "A". @1:27 1:52""",
        """There can be only one fragment named "A". @1:27 1:79""")]
    [InlineData("fragment A on Dog { id } fragment A on Dog { name }",
        """There can be only one fragment named "A". @1:10 1:35""",
        """Fragment "A" is never used. @1:1""",
        """Fragment "A" is never used. @1:26""")]
    public void FragmentNameUniqueness_Should_Report_When_NamesRepeat(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog { ... on Animal { id } ... { name } ...F } } fragment F on Being { id }")]
    public void FragmentSpreadTypeExistence_Should_Accept_When_TypesExist(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { ... on Dgo { id } } }",
        """Unknown type "Dgo". Did you mean "Dog"? @1:16""")]
    [InlineData("{ dog { ...F } } fragment F on Anmal { id }",
        """Unknown type "Anmal". Did you mean "Animal"? @1:32""")]
    [InlineData("{ dog { ... on Xylophone { id } } }",
        """Unknown type "Xylophone". @1:16""")]
    public void FragmentSpreadTypeExistence_Should_Report_When_TypesAreUnknown(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ being { ...O ...I ...U } } fragment O on Dog { id } fragment I on Animal { id } fragment U on Pet { __typename }")]
    [InlineData("{ dog { ... { id } ... on Being { id } } }")]
    public void FragmentsOnCompositeTypes_Should_Accept_When_TypesAreComposite(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { ...F } } fragment F on Trick { bad }",
        """Fragment "F" cannot condition on non composite type "Trick". @1:32""")]
    [InlineData("{ dog { ...F } } fragment F on Boolean { bad }",
        """Fragment "F" cannot condition on non composite type "Boolean". @1:32""")]
    [InlineData("{ dog { ...F } } fragment F on Home { street }",
        """Fragment "F" cannot condition on non composite type "Home". @1:32""")]
    [InlineData("{ dog { ... on String { bad } } }",
        """Fragment cannot condition on non composite type "String". @1:16""")]
    [InlineData("{ dog { ... on Json { bad } ... on Pick { id } } }",
        """Fragment cannot condition on non composite type "Json". @1:16""",
        """Fragment cannot condition on non composite type "Pick". @1:36""")]
    public void FragmentsOnCompositeTypes_Should_Report_When_TypesAreNot(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { id }")]
    [InlineData("query A { dog { ...A } } query B { cat { ...B } } fragment A on Dog { id } fragment B on Cat { id }")]
    public void FragmentsMustBeUsed_Should_Accept_When_AllAre(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { id } } fragment A on Dog { id }",
        """Fragment "A" is never used. @1:16""")]
    [InlineData("query A { dog { id } } query B { cat { id } } fragment A on Dog { id } fragment B on Cat { id }",
        """Fragment "A" is never used. @1:47""",
        """Fragment "B" is never used. @1:72""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { id } fragment B on Dog { ...C } fragment C on Dog { id }",
        """Fragment "B" is never used. @1:43""",
        """Fragment "C" is never used. @1:70""")]
    [InlineData("fragment A on Dog { id }",
        """Fragment "A" is never used. @1:1""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { id } fragment B on Dog { ...C } fragment C on Dog { ...B }",
        """Cannot spread fragment "B" within itself via "C". @1:63 1:90""",
        """Fragment "B" is never used. @1:43""",
        """Fragment "C" is never used. @1:70""")]
    [InlineData("{ dog { ...Gone } } fragment A on Dog { id }",
        """Unknown fragment "Gone". @1:12""",
        """Fragment "A" is never used. @1:21""")]
    public void FragmentsMustBeUsed_Should_Report_When_SomeAreNot(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog { ...A ... on Dog { ...B } } } fragment A on Dog { ...B } fragment B on Dog { id }")]
    public void FragmentSpreadTargetDefined_Should_Accept_When_TheyExist(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { ...Missing } }",
        """Unknown fragment "Missing". @1:12""")]
    [InlineData("{ dog { ... on Dog { ...Missing } ...A } } fragment A on Dog { ...Gone }",
        """Unknown fragment "Missing". @1:25""",
        """Unknown fragment "Gone". @1:67""")]
    public void FragmentSpreadTargetDefined_Should_Report_When_TheyDoNot(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { id }")]
    [InlineData("{ dog { ...A } } fragment A on Dog { ...B ...B } fragment B on Dog { id }")]
    [InlineData("{ dog { ...A ...B } } fragment A on Dog { ...C } fragment B on Dog { ...C } fragment C on Dog { id }")]
    [InlineData("{ animal { ...A } } fragment A on Animal { ... on Dog { ...B } ... on Cat { ...B } } fragment B on Animal { id }")]
    [InlineData("{ pet { ...A } } fragment N on Pet { ... on Dog { name } ... on Cat { name } } fragment A on Pet { ... on Dog { ...N } ... on Cat { ...N } }")]
    public void FragmentSpreadsMustNotFormCycles_Should_Accept_When_ThereAreNone(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { ...A } } fragment A on Dog { ...A }",
        """Cannot spread fragment "A" within itself. @1:38""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { mother { ...A } }",
        """Cannot spread fragment "A" within itself. @1:47""")]
    [InlineData("{ animal { ...A } } fragment A on Animal { ... on Dog { ...A } }",
        """Cannot spread fragment "A" within itself. @1:57""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { ...A }",
        """Cannot spread fragment "A" within itself via "B". @1:38 1:65""")]
    [InlineData("{ dog { ...A } } fragment B on Dog { ...A } fragment A on Dog { ...B }",
        """Cannot spread fragment "B" within itself via "A". @1:38 1:65""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { ...C } fragment C on Dog { ...A }",
        """Cannot spread fragment "A" within itself via "B", "C". @1:38 1:65 1:92""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { ...B ...C } fragment B on Dog { ...A } fragment C on Dog { ...A }",
        """Cannot spread fragment "A" within itself via "B". @1:38 1:70""",
        """Cannot spread fragment "A" within itself via "C". @1:43 1:97""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { ...B ...C } fragment C on Dog { ...A ...B }",
        """Cannot spread fragment "B" within itself. @1:65""",
        """Cannot spread fragment "A" within itself via "B", "C". @1:38 1:70 1:97""",
        """Cannot spread fragment "B" within itself via "C". @1:70 1:102""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { ...Missing ...A }",
        """Cannot spread fragment "A" within itself. @1:49""",
        """Unknown fragment "Missing". @1:41""")]
    [InlineData("{ animal { ...A } } fragment A on Animal { ... on Dog { ...B } } fragment B on Animal { ... on Dog { ...A } }",
        """Cannot spread fragment "A" within itself via "B". @1:57 1:102""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { ...C } fragment C on Dog { ...O } fragment X on Dog { ...Y } fragment Y on Dog { ...Z } fragment Z on Dog { ...O } fragment O on Dog { ...P } fragment P on Dog { ...A, ...X }",
        """Cannot spread fragment "A" within itself via "B", "C", "O", "P". @1:38 1:65 1:92 1:200 1:227""",
        """Cannot spread fragment "O" within itself via "P", "X", "Y", "Z". @1:200 1:233 1:119 1:146 1:173""")]
    [InlineData("{ dog { ...A } } fragment A on Dog { ...C } fragment B on Dog { ...C } fragment C on Dog { ...A, ...B }",
        """Cannot spread fragment "A" within itself via "C". @1:38 1:92""",
        """Cannot spread fragment "C" within itself via "B". @1:98 1:65""")]
    [InlineData("query ($a: Boolean) { dog { ...F } } fragment F on Dog { name(upper: $a) mother { ...F } }",
        """Cannot spread fragment "F" within itself. @1:83""")]
    public void FragmentSpreadsMustNotFormCycles_Should_Report_When_ThereAre(string document, params string[] expected) => Zoo.ShouldReport(document, expected);

    [Theory]
    [InlineData("{ dog { ... on Dog { id } } }")]
    [InlineData("{ dog { ... on Animal { id } } }")]
    [InlineData("{ dog { ... on Pet { __typename } } }")]
    [InlineData("{ animal { ... on Dog { id } ... on Being { id } ... on Trained { meters } } }")]
    [InlineData("{ pet { ... on Cat { id } ... on Animal { id } ... on Speaker { __typename } } }")]
    [InlineData("{ pet { ... { __typename } } }")]
    [InlineData("{ animal { ...F } } fragment F on Pet { __typename }")]
    public void FragmentSpreadIsPossible_Should_Accept_When_TypesOverlap(string document) => Zoo.ShouldAccept(document);

    [Theory]
    [InlineData("{ dog { ... on Cat { id } } }",
        """Fragment cannot be spread here as objects of type "Dog" can never be of type "Cat". @1:9""")]
    [InlineData("{ dog { ...F } } fragment F on Cat { id }",
        """Fragment "F" cannot be spread here as objects of type "Dog" can never be of type "Cat". @1:9""")]
    [InlineData("{ cat { ... on Trained { meters } } }",
        """Fragment cannot be spread here as objects of type "Cat" can never be of type "Trained". @1:9""")]
    [InlineData("{ trained { ... on Cat { id } } }",
        """Fragment cannot be spread here as objects of type "Trained" can never be of type "Cat". @1:13""")]
    [InlineData("{ pet { ... on Person { id } } }",
        """Fragment cannot be spread here as objects of type "Pet" can never be of type "Person". @1:9""")]
    [InlineData("{ cat { ... on Speaker { __typename } } }",
        """Fragment cannot be spread here as objects of type "Cat" can never be of type "Speaker". @1:9""")]
    [InlineData("{ silent { ... on Pet { __typename } } }",
        """Fragment cannot be spread here as objects of type "Silent" can never be of type "Pet". @1:12""")]
    [InlineData("{ silent { ... on Animal { id } } }",
        """Fragment cannot be spread here as objects of type "Silent" can never be of type "Animal". @1:12""")]
    [InlineData("{ animal { ...F } } fragment F on Silent { __typename }",
        """Fragment "F" cannot be spread here as objects of type "Animal" can never be of type "Silent". @1:12""")]
    [InlineData("{ person { ... on Dog { ... on Cat { id } } } }",
        """Fragment cannot be spread here as objects of type "Person" can never be of type "Dog". @1:12""",
        """Fragment cannot be spread here as objects of type "Dog" can never be of type "Cat". @1:25""")]
    [InlineData("{ trained { ... on Box { unrelated } ...F } } fragment F on Box { unrelated }",
        """Fragment cannot be spread here as objects of type "Trained" can never be of type "Box". @1:13""",
        """Fragment "F" cannot be spread here as objects of type "Trained" can never be of type "Box". @1:38""")]
    [InlineData("{ person { ...F } } fragment F on Pet { __typename }",
        """Fragment "F" cannot be spread here as objects of type "Person" can never be of type "Pet". @1:12""")]
    public void FragmentSpreadIsPossible_Should_Report_When_TypesDoNot(string document, params string[] expected) => Zoo.ShouldReport(document, expected);
}
