using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;

namespace Dam.GraphQL.Types;

/// <summary>A file. It has no form in documents or JSON: the place it takes in the variables is filled from the request's files.</summary>
public sealed class UploadScalar : ScalarType
{
    public UploadScalar()
        : base("Upload") => Description = "A file of a multipart request.";

    public override IReadOnlyList<Type> ClrTypes => [typeof(Upload)];

    public override bool TryParseLiteral(Value literal, Func<string, JsonElement?>? variables, out object? value, [NotNullWhen(false)] out string? problem)
        => Refuse(literal.ToString(), out value, out problem);

    public override bool TryParseJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? problem)
        => Refuse(JsonInspection.Show(json), out value, out problem);

    public override bool CanWrite(Type clr) => false;

    public override void Write(JsonBuffer buffer, object value) => throw new NotSupportedException("A file cannot be part of a response.");

    private static bool Refuse(string shown, out object? value, [NotNullWhen(false)] out string? problem)
    {
        value = null;
        problem = $"Upload cannot represent value: {shown}. A file must be a variable of a multipart request.";
        return false;
    }
}
