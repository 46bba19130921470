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

    /// <summary>Whether nothing was executed, so that the response has no <c>data</c>.</summary>
    public bool IsRequestError => _data is null;

    /// <summary>Whether the operation is one that the request's method does not allow.</summary>
    public bool IsMethodNotAllowed { get; init; }

    /// <summary>Whether a stream of responses ends with it, because its source failed.</summary>
    internal bool IsLast { get; init; }

    /// <summary>The value of <c>errors</c> as JSON; empty without errors.</summary>
    internal ReadOnlySpan<byte> ErrorsJson => _errors is null ? [] : _errors.Written;

    /// <summary>The value of <c>data</c> as JSON; empty for a request error.</summary>
    public ReadOnlySpan<byte> Data => _data is null ? [] : _data.Written;

    /// <summary>Length of the whole response in bytes.</summary>
    public int Length => (_data, _errors) switch
    {
        ({ } data, null) => "{\"data\":}"u8.Length + data.Length,
        (null, { } errors) => "{\"errors\":}"u8.Length + errors.Length,
        ({ } data, { } errors) => "{\"errors\":,\"data\":}"u8.Length + errors.Length + data.Length,
        _ => 2,
    };

    /// <summary>Writes the response; errors come before the data.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        if (_errors is not null)
        {
            output.Write("\"errors\":"u8);
            output.Write(_errors.Written);
        }

        if (_data is not null)
        {
            output.Write(_errors is null ? "\"data\":"u8 : ",\"data\":"u8);
            output.Write(_data.Written);
        }

        output.Write("}"u8);
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
    }
}
