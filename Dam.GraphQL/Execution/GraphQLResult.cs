using System.Buffers;
using System.Text;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Json;

namespace Dam.GraphQL.Execution;

/// <summary>Section 7: what is sent back. Dispose it when it has been written.</summary>
public sealed class GraphQLResult : IDisposable
{
    private readonly JsonBuffer? _data;
    private JsonBuffer? _errors;
    private JsonBuffer? _extensions;

    internal GraphQLResult(JsonBuffer? data, IReadOnlyList<GraphQLError> errors)
    {
        _data = data;
        Errors = errors;
        if (errors.Count > 0)
        {
            _errors = new JsonBuffer(1024);
            ErrorWriter.Write(_errors, errors);
        }
    }

    public IReadOnlyList<GraphQLError> Errors { get; }

    /// <summary>Whether the request was refused, so that the response has no <c>data</c>.</summary>
    public bool IsRequestError => _data is null && Errors.Count > 0;

    /// <summary>Whether the operation is one that the request's method does not allow.</summary>
    public bool IsMethodNotAllowed { get; init; }

    /// <summary>The response's <c>extensions</c>: strings, numbers, booleans, and dictionaries of such; null for none.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions
    {
        get;
        init
        {
            field = value;
            if (value is not null)
            {
                _extensions = new JsonBuffer(256);
                ErrorWriter.WriteObject(_extensions, value);
            }
        }
    }

    /// <summary>When it is worth asking again, for a request that was refused only for now.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether a stream of responses ends with it, because its source failed.</summary>
    internal bool IsLast { get; init; }

    /// <summary>The value of <c>errors</c> as JSON; empty without errors.</summary>
    internal ReadOnlySpan<byte> ErrorsJson => _errors is null ? [] : _errors.Written;

    /// <summary>The value of <c>data</c> as JSON; empty for a request error.</summary>
    public ReadOnlySpan<byte> Data => _data is null ? [] : _data.Written;

    /// <summary>Length of the whole response in bytes.</summary>
    public int Length
    {
        get
        {
            var (members, length) = (0, 0);
            Add(ErrorsKey, _errors);
            Add(DataKey, _data);
            Add(ExtensionsKey, _extensions);
            return "{}"u8.Length + Math.Max(members - 1, 0) + length;

            void Add(ReadOnlySpan<byte> key, JsonBuffer? value)
            {
                if (value is not null)
                {
                    members++;
                    length += key.Length + value.Length;
                }
            }
        }
    }

    private static ReadOnlySpan<byte> ErrorsKey => "\"errors\":"u8;

    private static ReadOnlySpan<byte> DataKey => "\"data\":"u8;

    private static ReadOnlySpan<byte> ExtensionsKey => "\"extensions\":"u8;

    /// <summary>Writes the response; errors come before the data.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        var before = "{"u8;
        Write(output, ErrorsKey, _errors, ref before);
        Write(output, DataKey, _data, ref before);
        Write(output, ExtensionsKey, _extensions, ref before);
        output.Write(before.SequenceEqual("{"u8) ? "{}"u8 : "}"u8);
    }

    private static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> key, JsonBuffer? value, ref ReadOnlySpan<byte> before)
    {
        if (value is not null)
        {
            output.Write(before);
            output.Write(key);
            output.Write(value.Written);
            before = ","u8;
        }
    }

    public override string ToString()
    {
        var output = new ArrayBufferWriter<byte>();
        WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public void Dispose()
    {
        _data?.Dispose();
        _errors?.Dispose();
        _errors = null;
        _extensions?.Dispose();
        _extensions = null;
    }
}
