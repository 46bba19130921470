using Dam.GraphQL.Json;

namespace Dam.Benchmarks.GraphQL;

/// <summary>
/// The alternative nearest to the engine: waves, and a loader that fetches when nothing else can run, but no compiled writers. Every value is put into a column as an
/// object, leaves included, and written by looking at what it is.
/// </summary>
internal sealed class BoxedWaves
{
    private readonly Queue<Wave> _ready = new();
    private readonly List<(Wave Wave, int Column)> _loads = [];

    public static void Run(PlainField[] root, JsonBuffer json)
    {
        var wave = new Wave(root, [null]);
        new BoxedWaves().Execute(wave);
        Write(json, wave, 0);
    }

    private void Execute(Wave root)
    {
        _ready.Enqueue(root);
        while (_ready.Count > 0 || _loads.Count > 0)
        {
            if (_ready.TryDequeue(out var wave))
            {
                Read(wave);
            }
            else
            {
                Fetch();
            }
        }
    }

    private void Read(Wave wave)
    {
        for (var at = 0; at < wave.Fields.Length; at++)
        {
            if (wave.Fields[at].Read is not { } read)
            {
                _loads.Add((wave, at));
                continue;
            }

            var column = wave.Columns[at] = new object?[wave.Parents.Count];
            for (var row = 0; row < column.Length; row++)
            {
                column[row] = read(wave.Parents[row]);
            }

            Flatten(wave, at);
        }
    }

    private void Fetch()
    {
        foreach (var (wave, at) in _loads.ToArray())
        {
            var keys = wave.Parents.Select(parent => ((Catalog.Product)parent!).Id).Distinct(StringComparer.Ordinal);
            var found = keys.ToDictionary(key => key, key => Catalog.Assets[key], StringComparer.Ordinal);
            wave.Columns[at] = [.. wave.Parents.Select(parent => found[((Catalog.Product)parent!).Id])];
            Flatten(wave, at);
        }

        _loads.Clear();
    }

    private void Flatten(Wave wave, int at)
    {
        if (wave.Fields[at].Below is not { Length: > 0 } below)
        {
            return;
        }

        var items = new List<object?>();
        foreach (var list in wave.Columns[at])
        {
            items.AddRange((IReadOnlyList<object?>)list!);
        }

        wave.Below[at] = new Wave(below, items);
        _ready.Enqueue(wave.Below[at]!);
    }

    private static void Write(JsonBuffer json, Wave wave, int row)
    {
        json.WriteByte((byte)'{');
        for (var at = 0; at < wave.Fields.Length; at++)
        {
            var field = wave.Fields[at];
            json.WriteRaw(at == 0 ? field.Key.AsSpan(1) : field.Key);
            var value = wave.Columns[at][row];
            if (wave.Below[at] is { } below)
            {
                WriteList(json, below, ((IReadOnlyList<object?>)value!).Count);
            }
            else
            {
                PlainField.WriteLeaf(json, value);
            }
        }

        json.WriteByte((byte)'}');
    }

    private static void WriteList(JsonBuffer json, Wave below, int length)
    {
        json.WriteByte((byte)'[');
        for (var i = 0; i < length; i++)
        {
            if (i > 0)
            {
                json.WriteByte((byte)',');
            }

            // Lists are written in the order in which they were flattened.
            Write(json, below, below.Written++);
        }

        json.WriteByte((byte)']');
    }

    private sealed class Wave(PlainField[] fields, List<object?> parents)
    {
        public PlainField[] Fields { get; } = fields;

        public List<object?> Parents { get; } = parents;

        public object?[][] Columns { get; } = new object?[fields.Length][];

        public Wave?[] Below { get; } = new Wave?[fields.Length];

        public int Written { get; set; }
    }
}
