namespace Dam.GraphQL.Annotations;

/// <summary>
/// The mutation may fail with this error: it follows the mutation convention (see <see cref="UseMutationConventionAttribute"/>), and its
/// payload lists the error among <c>errors</c>. <typeparamref name="TError"/> is an exception that the method throws; or a class that is
/// made of one, by a public constructor or a static method <c>CreateErrorFrom</c> that takes it; or a class that the method returns as
/// <see cref="MutationErrors"/>. A class implements the schema's interface <c>Error</c>: one's own, or <see cref="IMutationError"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ErrorAttribute<TError> : Attribute, IErrorAnnotation
    where TError : class
{
    Type IErrorAnnotation.Error => typeof(TError);
}

/// <summary>
/// The mutation <c>x</c> takes its arguments as one <c>input: XInput!</c> and answers an <c>XPayload!</c> that holds what the method
/// returns. A method that takes one argument <c>input</c> of an input type of its own keeps that.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UseMutationConventionAttribute : Attribute
{
    /// <summary>Name of the payload's field for the result; by default the name of its type in camel case, or <c>result</c> for a leaf.</summary>
    public string? PayloadFieldName { get; set; }
}

/// <summary>What all errors of a mutation have in common, unless the API has an interface <c>Error</c> of its own.</summary>
[InterfaceType(Name = MutationConvention.ErrorInterface)]
public interface IMutationError
{
    /// <summary>What went wrong, for people.</summary>
    string Message { get; }
}

/// <summary>What a mutation by convention returns when its errors are values: the result, or <see cref="MutationErrors"/>.</summary>
public readonly struct MutationResult<T> : IMutationResult
{
    private readonly T? _value;
    private readonly MutationErrors? _errors;

    private MutationResult(T? value, MutationErrors? errors)
    {
        _value = value;
        _errors = errors;
    }

    object? IMutationResult.Value => _errors is null ? _value : null;

    IReadOnlyList<object>? IMutationResult.Errors => _errors?.Errors;

    public static implicit operator MutationResult<T>(T value) => new(value, errors: null);

    public static implicit operator MutationResult<T>(MutationErrors errors) => new(value: default, errors);
}

/// <summary>Why a mutation did nothing.</summary>
public sealed class MutationErrors
{
    /// <param name="errors">At least one, each of a type that an <see cref="ErrorAttribute{TError}"/> of the method names.</param>
    public MutationErrors(params IReadOnlyList<object> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentOutOfRangeException.ThrowIfZero(errors.Count);
        Errors = errors;
    }

    public IReadOnlyList<object> Errors { get; }
}

internal interface IErrorAnnotation
{
    Type Error { get; }
}

internal interface IMutationResult
{
    object? Value { get; }

    IReadOnlyList<object>? Errors { get; }
}
