using System.Security.Claims;
using System.Text.Json;
using Dam.GraphQL.Http.Subscriptions;

namespace Dam.Api.Access;

/// <summary>
/// An API key in the payload with which a client initialises a WebSocket: browsers cannot send a header with the handshake. It counts for all of the connection, in place of
/// what the handshake said; one that is not known closes it.
/// </summary>
internal static class ConnectionKey
{
    public static ValueTask<bool> AcceptAsync(ConnectionInit init)
    {
        if (init.Payload.ValueKind != JsonValueKind.Object)
        {
            return new(true);
        }

        foreach (var member in init.Payload.EnumerateObject())
        {
            if (string.Equals(member.Name, ApiKeyAuthentication.Header, StringComparison.OrdinalIgnoreCase))
            {
                return new(TrySetCaller(init.Context, member.Value));
            }
        }

        return new(true);
    }

    private static bool TrySetCaller(HttpContext context, JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.String || context.RequestServices.GetRequiredService<ApiKeys>().Find(key.GetString()!) is not { } caller)
        {
            return false;
        }

        context.User = new ClaimsPrincipal(new CallerIdentity(caller, ApiKeyAuthentication.SchemeName));
        return true;
    }
}
