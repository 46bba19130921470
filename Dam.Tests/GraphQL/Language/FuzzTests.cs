using System.Text;
using Dam.GraphQL.Language;

namespace Dam.Tests.GraphQL.Language;

/// <summary>Seeded noise: the parser refuses or accepts, never anything else, and what it accepts prints back to itself.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 4_000;

    private static readonly byte[] Seed = Encoding.UTF8.GetBytes(
        """"
        "d" query Q("v" $a: [Int!]! = [1, -2.5e3] @x, $b: B = {c: "\u{1F600}\uD83D\uDE00\n"}) @y(z: $a) {
          alias: field(arg: """
            block \""" é
              more
            """) @include(if: true) { ...F ... on T @skip(if: false) { id } ... { name } }
        }
        fragment F on T { id } # comment
        "s" schema @a { query: Q } extend schema { mutation: M }
        """D""" type T implements A & B @d { "f" f("a" x: Int = 1 @e): [T!]! @deprecated }
        interface A { a: Int } union U = | A | B enum E { X @a Y } input I @oneOf { a: Int = 1 } scalar S
        directive @d(a: Int) repeatable on FIELD | ENUM
        """");

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "{", "}", "(", ")", "[", "]", "!", "$", "&", "@", "...", "|", "=", ":", "\"", "\"\"\"", "\\", "\\u", "\\u{", "\\uD83D", "#", "\n", "\r\n", "\uFEFF", "é", "😀", "0", "-", "1e", ".",
            "on", "null", "true", "query", "fragment", "type", "extend", "implements", "a",
        }.Select(Encoding.UTF8.GetBytes),
        [0x00], [0x80], [0xED, 0xA0, 0x80], [0xFF], [0xF0, 0x9F],
    ];

    [Fact]
    public void Parse_Should_RefuseOrAccept_When_BytesAreRandom()
    {
        var random = new Random(20_250_901);
        var bytes = new byte[200];
        for (var round = 0; round < Rounds; round++)
        {
            random.NextBytes(bytes);
            Try(bytes.AsMemory(0, random.Next(bytes.Length)));
        }
    }

    [Fact]
    public void Parse_Should_RefuseOrAccept_When_ADocumentIsCutAnywhere()
    {
        Assert.True(Try(Seed));
        for (var length = 0; length < Seed.Length; length++)
        {
            Try(Seed.AsMemory(0, length));
            Try(Seed.AsMemory(length));
        }
    }

    [Fact]
    public void Parse_Should_RefuseOrAccept_When_ADocumentIsMutated()
    {
        var random = new Random(42);
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var mutant = Seed.ToList();
            for (var change = random.Next(4); change >= 0; change--)
            {
                var at = random.Next(mutant.Count);
                mutant.RemoveRange(at, Math.Min(random.Next(3), mutant.Count - at));
                mutant.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
            }

            accepted += Try(mutant.ToArray()) ? 1 : 0;
        }

        Assert.True(accepted > 0);
    }

    [Fact]
    public void Parse_Should_RefuseOrAccept_When_TokensAreShuffled()
    {
        var random = new Random(7);
        for (var round = 0; round < Rounds; round++)
        {
            var pieces = Enumerable.Range(0, random.Next(60)).SelectMany(_ => Pieces[random.Next(Pieces.Length)].Append((byte)' '));
            Try(pieces.ToArray());
        }
    }

    private static bool Try(ReadOnlyMemory<byte> utf8)
    {
        var started = ThreadTime.Now;
        Document document;
        try
        {
            document = Parser.Parse(utf8);
        }
        catch (GraphQLSyntaxException problem)
        {
            Assert.InRange(problem.Offset, 0, utf8.Length);
            return false;
        }

        var printed = document.ToString();
        Assert.Equal(printed, Parser.Parse(printed).ToString());
        Assert.True(ThreadTime.Now - started < TimeSpan.FromSeconds(1), "One small document took more than a second.");
        return true;
    }
}
