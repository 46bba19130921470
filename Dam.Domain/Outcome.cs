using System.Diagnostics.CodeAnalysis;

namespace Dam.Domain;

/// <summary>What a use case answers: a value, or the facts for which it was refused. Refusals are data; exceptions are bugs and broken machines.</summary>
/// <typeparam name="T">What a success carries.</typeparam>
public readonly struct Outcome<T>
    where T : class
{
    private readonly IReadOnlyList<DomainError>? _errors;

    private Outcome(T? value, IReadOnlyList<DomainError>? errors)
    {
        Value = value;
        _errors = errors;
    }

    /// <summary>Null when refused.</summary>
    public T? Value { get; }

    /// <summary>Empty on success.</summary>
    public IReadOnlyList<DomainError> Errors => _errors ?? [];

    [MemberNotNullWhen(true, nameof(Value))]
    public bool Succeeded => Value is not null;

    public static implicit operator Outcome<T>(T value) => new(value, errors: null);

    public static implicit operator Outcome<T>(DomainError error) => new(value: null, [error]);

    public static Outcome<T> Refused(IReadOnlyList<DomainError> errors) => new(value: null, errors);
}
