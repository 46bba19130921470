using System.Runtime.InteropServices;

namespace Dam.GraphQL.Planning;

/// <summary>What an operation costs: the work of its resolvers and the number of its objects. Both saturate, so that nothing overflows.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Cost(double Field, double Type)
{
    /// <summary>The largest number up to which all whole ones can be told apart in JSON.</summary>
    public const double Most = (1L << 53) - 1;

    public static Cost operator +(Cost a, Cost b) => new(Math.Min(a.Field + b.Field, Most), Math.Min(a.Type + b.Type, Most));

    public static Cost operator *(double size, Cost cost) => new(Math.Min(size * cost.Field, Most), Math.Min(size * cost.Type, Most));

    /// <summary>The larger of both, each for itself.</summary>
    public static Cost Max(Cost a, Cost b) => new(Math.Max(a.Field, b.Field), Math.Max(a.Type, b.Type));

    /// <summary>A weight within the bounds: nothing costs less than nothing.</summary>
    public static double Clamp(double weight) => Math.Clamp(weight, 0, Most);
}
