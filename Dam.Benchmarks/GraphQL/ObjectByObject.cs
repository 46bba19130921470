using Dam.GraphQL.Json;

namespace Dam.Benchmarks.GraphQL;

/// <summary>
/// The alternative that the specification's own steps suggest, and most engines are: object by object, a dictionary for each, a task for each field that
/// waits, and a loader that waits for a tick of the clock before it fetches what has gathered. The tree is written when it is complete.
/// </summary>
internal sealed class ObjectByObject(PlainField[] root)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private Dictionary<string, TaskCompletionSource<object?>> _waiting = new(StringComparer.Ordinal);

    public static async Task RunAsync(PlainField[] root, JsonBuffer json) => Write(json, await new ObjectByObject(root).ExecuteAsync());

    private Task<object?> ExecuteAsync() => CompleteObjectAsync(root, null);

    private async Task<object?> CompleteObjectAsync(PlainField[] fields, object? parent)
    {
        var result = new Dictionary<string, object?>(fields.Length, StringComparer.Ordinal);
        List<(string Name, Task<object?> Value)>? pending = null;
        foreach (var field in fields)
        {
            if (field.Below.Length == 0)
            {
                result.Add(field.Name, field.Read!(parent));
                continue;
            }

            // Its place is taken now, so that the keys keep their order.
            result.Add(field.Name, null);
            (pending ??= []).Add((field.Name, ResolveAsync(field, parent)));
        }

        foreach (var (name, value) in pending ?? [])
        {
            result[name] = await value;
        }

        return result;
    }

    private async Task<object?> ResolveAsync(PlainField field, object? parent)
    {
        var value = field.Read is null ? await LoadAsync(((Catalog.Product)parent!).Id) : field.Read(parent);
        var items = (IReadOnlyList<object?>)value!;
        var tasks = new Task<object?>[items.Count];
        for (var i = 0; i < tasks.Length; i++)
        {
            tasks[i] = CompleteObjectAsync(field.Below, items[i]);
        }

        return await Task.WhenAll(tasks);
    }

    private Task<object?> LoadAsync(string key)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(key, out var known))
            {
                return known.Task;
            }

            if (_waiting.Count == 0)
            {
                _ = FetchAsync();
            }

            var source = new TaskCompletionSource<object?>();
            _waiting.Add(key, source);
            return source.Task;
        }
    }

    private async Task FetchAsync()
    {
        await Task.Delay(Tick);
        Dictionary<string, TaskCompletionSource<object?>> batch;
        lock (_gate)
        {
            batch = _waiting;
            _waiting = new(StringComparer.Ordinal);
        }

        foreach (var (key, source) in batch)
        {
            source.SetResult(Catalog.Assets[key]);
        }
    }

    private static void Write(JsonBuffer json, object? value)
    {
        switch (value)
        {
            case Dictionary<string, object?> fields:
                json.WriteByte((byte)'{');
                var isFirst = true;
                foreach (var (name, field) in fields)
                {
                    if (!isFirst)
                    {
                        json.WriteByte((byte)',');
                    }

                    isFirst = false;
                    json.WriteString(name);
                    json.WriteByte((byte)':');
                    Write(json, field);
                }

                json.WriteByte((byte)'}');
                break;
            case object?[] items:
                json.WriteByte((byte)'[');
                for (var i = 0; i < items.Length; i++)
                {
                    if (i > 0)
                    {
                        json.WriteByte((byte)',');
                    }

                    Write(json, items[i]);
                }

                json.WriteByte((byte)']');
                break;
            default:
                PlainField.WriteLeaf(json, value);
                break;
        }
    }
}
