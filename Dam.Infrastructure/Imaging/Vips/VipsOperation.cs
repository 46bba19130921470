using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Dam.Infrastructure.Imaging.Vips;

/// <summary>One call of a libvips operation by its name: set its arguments, then run it once.</summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private static readonly ConcurrentDictionary<(string Operation, string Argument), nuint> ArgumentTypes = new();

    private readonly string _name;
    private nint _operation;

    public VipsOperation(string name)
    {
        _name = name;
        _operation = VipsNative.vips_operation_new(name);
        if (_operation == 0)
        {
            throw new InvalidOperationException($"libvips has no operation {name}: {VipsLibrary.TakeError()}");
        }
    }

    public VipsOperation Set(string argument, bool value) => Set(argument, (ref GValue box, nuint _) => VipsNative.g_value_set_boolean(ref box, value ? 1 : 0));

    public VipsOperation Set(string argument, int value) => Set(argument, (ref GValue box, nuint _) => VipsNative.g_value_set_int(ref box, value));

    public VipsOperation Set(string argument, double value) => Set(argument, (ref GValue box, nuint _) => VipsNative.g_value_set_double(ref box, value));

    public VipsOperation Set(string argument, double[] value) =>
        Set(argument, (ref GValue box, nuint _) => VipsNative.vips_value_set_array_double(ref box, value, value.Length));

    public VipsOperation Set(string argument, VipsObject value) => Set(argument, (ref GValue box, nuint _) => VipsNative.g_value_set_object(ref box, value));

    public VipsOperation Set(string argument, IReadOnlyList<VipsImage> value) => Set(argument, (ref GValue box, nuint _) =>
    {
        VipsNative.vips_value_set_array_image(ref box, value.Count);
        var images = VipsNative.vips_value_get_array_image(ref box, out var count);
        for (var i = 0; i < count; i++)
        {
            images[i] = VipsNative.g_object_ref(value[i].DangerousGetHandle());
        }
    });

    public VipsOperation SetText(string argument, string value) => Set(argument, (ref GValue box, nuint _) => VipsNative.g_value_set_string(ref box, value));

    /// <summary>Sets an enumeration or flags by libvips' nickname.</summary>
    public VipsOperation Set(string argument, string nick) => Set(argument, (ref GValue box, nuint type) =>
    {
        // Asking with the function of the other kind crashes, so the kind decides.
        var isFlags = VipsNative.g_type_fundamental(type) == GType.Flags;
        var value = isFlags ? VipsNative.vips_flags_from_nick("dam", type, nick) : VipsNative.vips_enum_from_nick("dam", type, nick);
        if (value < 0)
        {
            throw new InvalidOperationException($"{_name}: {argument} cannot be {nick}: {VipsLibrary.TakeError()}");
        }

        if (isFlags)
        {
            VipsNative.g_value_set_flags(ref box, (uint)value);
        }
        else
        {
            VipsNative.g_value_set_enum(ref box, value);
        }
    });

    /// <summary>Builds the operation; a saver does all its work here, others only when pixels are asked for.</summary>
    /// <exception cref="VipsException">libvips refused.</exception>
    public void Run()
    {
        if (VipsNative.vips_cache_operation_buildp(ref _operation) != 0)
        {
            throw new VipsException($"{_name}: {VipsLibrary.TakeError()}");
        }
    }

    /// <summary>As <see cref="Run"/>, for an operation whose result is a picture.</summary>
    public VipsImage RunToImage()
    {
        Run();
        return Get("out", (ref GValue box) => new VipsImage(VipsNative.g_object_ref(VipsNative.g_value_get_object(ref box))));
    }

    /// <summary>As <see cref="Run"/>, for an operation whose result is a number.</summary>
    public double RunToNumber()
    {
        Run();
        return Get("out", (ref GValue box) => VipsNative.g_value_get_double(ref box));
    }

    /// <summary>Another result of an operation that has run.</summary>
    public int ResultNumber(string result) => Get(result, (ref GValue box) => VipsNative.g_value_get_int(ref box));

    public void Dispose()
    {
        if (_operation != 0)
        {
            VipsNative.vips_object_unref_outputs(_operation);
            VipsNative.g_object_unref(_operation);
            _operation = 0;
        }
    }

    private delegate void Fill(ref GValue box, nuint type);

    private delegate T Take<T>(ref GValue box);

    private T Get<T>(string result, Take<T> take)
    {
        var box = default(GValue);
        VipsNative.g_value_init(ref box, ArgumentType(result));
        try
        {
            VipsNative.g_object_get_property(_operation, result, ref box);
            return take(ref box);
        }
        finally
        {
            VipsNative.g_value_unset(ref box);
        }
    }

    private VipsOperation Set(string argument, Fill fill)
    {
        var type = ArgumentType(argument);
        var box = default(GValue);
        VipsNative.g_value_init(ref box, type);
        try
        {
            fill(ref box, type);
            VipsNative.g_object_set_property(_operation, argument, ref box);
        }
        finally
        {
            VipsNative.g_value_unset(ref box);
        }

        return this;
    }

    private nuint ArgumentType(string argument)
    {
        if (ArgumentTypes.TryGetValue((_name, argument), out var known))
        {
            return known;
        }

        if (VipsNative.vips_object_get_argument(_operation, argument, out var specification, out _, out _) != 0)
        {
            throw new InvalidOperationException($"{_name} has no argument {argument}: {VipsLibrary.TakeError()}");
        }

        var type = ((GParamSpec*)specification)->ValueType;
        ArgumentTypes[(_name, argument)] = type;
        return type;
    }

    /// <summary>GLib's fundamental types that are asked about: their number shifted by two.</summary>
    private static class GType
    {
        public const nuint Flags = 13 << 2;
    }

    /// <summary>Head of GLib's description of a property.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct GParamSpec
    {
        public readonly nint Class;
        public readonly nint Name;
        public readonly nint Flags;
        public readonly nuint ValueType;
    }
}
