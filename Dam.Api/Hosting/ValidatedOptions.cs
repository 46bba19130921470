using Microsoft.Extensions.Options;

namespace Dam.Api.Hosting;

internal static class ValidatedOptions
{
    /// <summary>Stops the start with every problem that <paramref name="problems"/> finds. Each names its setting.</summary>
    public static OptionsBuilder<T> Validated<T>(this OptionsBuilder<T> builder, Func<T, IEnumerable<string>> problems)
        where T : class
    {
        builder.Services.AddSingleton<IValidateOptions<T>>(new Validator<T>(problems));
        return builder.ValidateOnStart();
    }

    private sealed class Validator<T>(Func<T, IEnumerable<string>> problems) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options) =>
            problems(options).ToList() is { Count: > 0 } found ? ValidateOptionsResult.Fail(found) : ValidateOptionsResult.Success;
    }
}
