using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Dam.GraphQL.Annotations;

/// <summary>Descriptions from the XML documentation files that lie beside the assemblies.</summary>
internal sealed class XmlDocs
{
    private readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> _files = new();

    public string? Summary(Type type) => Text(Find(type.Assembly, $"T:{Id(type)}")?.Element("summary"));

    public string? Summary(MemberInfo member) => member switch
    {
        Type type => Summary(type),
        PropertyInfo property => Text(Find(property.DeclaringType!.Assembly, $"P:{Id(property.DeclaringType)}.{property.Name}")?.Element("summary"))
            ?? Parameter(property.DeclaringType, property.Name),
        MethodInfo method => Text(Find(method.DeclaringType!.Assembly, $"M:{Id(method.DeclaringType)}.{method.Name}")?.Element("summary")),
        FieldInfo field => Text(Find(field.DeclaringType!.Assembly, $"F:{Id(field.DeclaringType)}.{field.Name}")?.Element("summary")),
        _ => null,
    };

    /// <summary>The text for a method's parameter; for a record's, what its type says of it.</summary>
    public string? Summary(ParameterInfo parameter) => parameter.Member switch
    {
        MethodInfo method => Text(Parameter(Find(method.DeclaringType!.Assembly, $"M:{Id(method.DeclaringType)}.{method.Name}"), parameter.Name!)),
        ConstructorInfo constructor => Parameter(constructor.DeclaringType!, parameter.Name!)
            ?? Text(Parameter(Find(constructor.DeclaringType!.Assembly, $"M:{Id(constructor.DeclaringType)}.#ctor"), parameter.Name!)),
        _ => null,
    };

    private string? Parameter(Type type, string name) => Text(Parameter(Find(type.Assembly, $"T:{Id(type)}"), name));

    private static XElement? Parameter(XElement? member, string name)
        => member?.Elements("param").FirstOrDefault(element => string.Equals((string?)element.Attribute("name"), name, StringComparison.Ordinal));

    private static string Id(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private XElement? Find(Assembly assembly, string id) => _files.GetOrAdd(assembly, Load).GetValueOrDefault(id);

    /// <summary>Members by id without their parameter lists: overloads are no fields.</summary>
    private static Dictionary<string, XElement> Load(Assembly assembly)
    {
        var members = new Dictionary<string, XElement>(StringComparer.Ordinal);
        var path = string.IsNullOrEmpty(assembly.Location) ? null : Path.ChangeExtension(assembly.Location, ".xml");
        if (path is null || !File.Exists(path))
        {
            return members;
        }

        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        foreach (var member in XDocument.Load(reader, LoadOptions.PreserveWhitespace).Descendants("member"))
        {
            var id = (string?)member.Attribute("name") ?? "";
            var list = id.IndexOf('(', StringComparison.Ordinal);
            members.TryAdd(list < 0 ? id : id[..list], member);
        }

        return members;
    }

    /// <summary>Lines joined to sentences; paragraphs stay apart; code and references become their text in backquotes or plain.</summary>
    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var raw = new StringBuilder();
        Append(raw, element);
        var paragraphs = raw.ToString().Split('\f').Select(text => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        var joined = string.Join("\n\n", paragraphs.Where(text => text.Length > 0));
        return joined.Length == 0 ? null : joined;
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText plain:
                    text.Append(plain.Value);
                    break;
                case XElement { Name.LocalName: "c" or "code" } code:
                    text.Append('`').Append(code.Value).Append('`');
                    break;
                case XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference:
                    text.Append('`').Append(Target(reference)).Append('`');
                    break;
                case XElement { Name.LocalName: "para" } paragraph:
                    text.Append('\f');
                    Append(text, paragraph);
                    text.Append('\f');
                    break;
                case XElement other:
                    Append(text, other);
                    break;
            }
        }
    }

    private static string Target(XElement reference)
    {
        if (reference.Nodes().Any())
        {
            return reference.Value;
        }

        var target = (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("name") ?? (string?)reference.Attribute("href")
            ?? (string?)reference.Attribute("cref") ?? "";
        var list = target.IndexOf('(', StringComparison.Ordinal);
        target = list < 0 ? target : target[..list];
        return target[(target.LastIndexOf('.') + 1)..];
    }
}
