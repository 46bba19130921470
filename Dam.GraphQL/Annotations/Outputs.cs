using System.Reflection;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>Finds what writes or flattens the values of a field by its GraphQL and C# types.</summary>
internal static class Outputs
{
    public static Output<T> For<T>(GraphType type, string member) => (Output<T>)(type.IsLeaf ? Leaf(type, typeof(T), member) : Composite(type, typeof(T), member));

    private static object Leaf(GraphType type, Type clr, string member)
    {
        if (Nullable.GetUnderlyingType(clr) is { } underlying)
        {
            return Make(typeof(NullableOutput<>), [underlying], Leaf(type, underlying, member));
        }

        if (type.Nullable is ListType list)
        {
            var item = Item(clr, type, member);
            return Make(typeof(LeafListOutput<,>), [clr, item], Leaf(list.Of, item, member), list.Of.IsNonNull);
        }

        return type.Named switch
        {
            EnumType enumType => Make(typeof(EnumOutput<>), [clr], enumType),
            ScalarType scalar => Scalar(scalar, clr, member),
            _ => throw new InvalidOperationException($"{type} is no leaf."),
        };
    }

    private static object Scalar(ScalarType scalar, Type clr, string member)
    {
        if (clr == typeof(string) && (scalar == BuiltInScalars.String || scalar == BuiltInScalars.Id))
        {
            return new StringOutput();
        }

        if (clr == typeof(int) && scalar == BuiltInScalars.Int)
        {
            return new IntOutput();
        }

        if (clr == typeof(double) && scalar == BuiltInScalars.Float)
        {
            return new FloatOutput();
        }

        if (clr == typeof(bool) && scalar == BuiltInScalars.Boolean)
        {
            return new BooleanOutput();
        }

        if (clr == typeof(Guid) && scalar == BuiltInScalars.Id)
        {
            return new GuidOutput();
        }

        if (typeof(ScalarType<>).MakeGenericType(clr).IsInstanceOfType(scalar))
        {
            return Make(typeof(ScalarOutput<>), [clr], scalar);
        }

        return scalar == BuiltInScalars.Id || scalar.CanWrite(clr)
            ? Make(typeof(BoxedScalarOutput<>), [clr], scalar)
            : throw new SchemaException($"{member}: the scalar \"{scalar}\" cannot write {Naming.Show(clr)}.");
    }

    private static object Composite(GraphType type, Type clr, string member)
    {
        if (type.Nullable is not ListType list)
        {
            return Make(typeof(ObjectOutput<>), [clr]);
        }

        var item = Item(clr, type, member);
        return Make(typeof(ObjectListOutput<,>), [clr, item], Composite(list.Of, item, member));
    }

    private static Type Item(Type clr, GraphType type, string member)
        => Lists.ItemType(clr) ?? throw new SchemaException($"{member}: {Naming.Show(clr)} is no list, as \"{type}\" needs.");

    private static object Make(Type generic, Type[] types, params object[] arguments)
        => Activator.CreateInstance(generic.MakeGenericType(types), BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null)!;
}
