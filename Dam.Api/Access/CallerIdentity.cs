using System.Security.Claims;
using Dam.Domain.Access;

namespace Dam.Api.Access;

/// <summary>What authentication found out, in the form in which the domain asks for it.</summary>
internal sealed class CallerIdentity(Caller caller, string authenticationType)
    : ClaimsIdentity([new Claim(DefaultNameClaimType, caller.Subject)], authenticationType)
{
    public Caller Caller { get; } = caller;
}

internal static class CallerOfRequest
{
    /// <summary>Who asks; <see cref="Caller.Anonymous"/> where nobody said.</summary>
    public static Caller GetCaller(this HttpContext context) => (context.User.Identity as CallerIdentity)?.Caller ?? Caller.Anonymous;
}
