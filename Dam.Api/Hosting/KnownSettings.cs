using System.Collections;
using System.Reflection;
using Dam.Domain.Uploads;
using Dam.Infrastructure;
using Dam.Infrastructure.Imaging;

namespace Dam.Api.Hosting;

/// <summary>
/// Every setting that the code knows, found where it is declared: a constant that begins with <c>Dam:</c> is a setting, and one named <c>Section</c> stands for the properties of its type. A key that is none of them is a slip
/// of the pen, which would otherwise change nothing and say nothing.
/// </summary>
internal static class KnownSettings
{
    private const string Root = "Dam";

    private const string SectionName = "Section";

    /// <summary>An asterisk stands for an index or a name.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Find().Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];

    /// <exception cref="InvalidOperationException">A setting under <c>Dam:</c> does not exist.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.GetSection(Root).AsEnumerable())
        {
            // A section that is empty says nothing, and neither does a list without elements in a file.
            if (!string.IsNullOrEmpty(value) && key.Length > Root.Length && !All.Any(setting => Matches(setting, key)))
            {
                throw new InvalidOperationException($"{Root}:{key[(Root.Length + 1)..]}: there is no such setting.{Suggest(key)}");
            }
        }
    }

    private static IEnumerable<string> Find()
    {
        const BindingFlags any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var type in new[] { typeof(KnownSettings).Assembly, typeof(InfrastructureRegistration).Assembly }.SelectMany(assembly => assembly.GetTypes()))
        {
            foreach (var constant in type.GetFields(any).Where(field => field.IsLiteral && field.FieldType == typeof(string)))
            {
                if (constant.GetRawConstantValue() is string text && text.StartsWith($"{Root}:", StringComparison.Ordinal))
                {
                    foreach (var setting in constant.Name == SectionName ? Of(type, text) : OfConstant(text))
                    {
                        yield return setting;
                    }
                }
            }
        }
    }

    /// <summary>The domain's rules know nothing of settings, one constant stands for a list, and one for sections under names that operators give.</summary>
    private static IEnumerable<string> OfConstant(string text) => text switch
    {
        UseCases.UploadSection => Of(typeof(UploadRules), text),
        UseCases.AllowedTypesSetting => [$"{text}:*"],
        WatermarkOptions.Sections => Of(typeof(WatermarkOptions), $"{text}:*"),
        _ => [text],
    };

    private static IEnumerable<string> Of(Type type, string prefix) => type
        .GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.SetMethod is { IsPublic: true } || IsList(property.PropertyType))
        .SelectMany(property => OfValue(property.PropertyType, $"{prefix}:{property.Name}"));

    private static IEnumerable<string> OfValue(Type type, string name) =>
        IsList(type) ? OfValue(type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0], $"{name}:*")
        : type.IsClass && type.Assembly.GetName().Name!.StartsWith($"{Root}.", StringComparison.Ordinal) ? Of(type, name)
        : [name];

    private static bool IsList(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable));

    private static bool Matches(string setting, string key)
    {
        var (expected, found) = (setting.Split(':'), key.Split(':'));
        return expected.Length == found.Length && expected.Zip(found).All(pair => pair.First == "*" || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    private static string Suggest(string key)
    {
        var (nearest, distance) = All.Select(setting => (setting, Distance(setting, key))).MinBy(pair => pair.Item2);
        return distance <= key.Length / 2 ? $" Did you mean {nearest.Replace("*", "0", StringComparison.Ordinal)}?" : "";
    }

    /// <summary>How many letters have to be added, taken out or changed.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }

        return row[^1];
    }
}
