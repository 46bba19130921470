using System.Runtime.InteropServices;

namespace Dam.GraphQL.Annotations;

/// <summary>An argument or input field that tells «not given» from null.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Optional<T>(T Value)
{
    /// <summary>Whether it was given, be it null.</summary>
    public bool IsSet { get; } = true;

    /// <summary>The value when it was given, else the fallback.</summary>
    public T Or(T fallback) => IsSet ? Value : fallback;

    public static implicit operator Optional<T>(T value) => new(value);
}
