using System.Collections.Frozen;
using Dam.Domain.Rights;

namespace Dam.Domain.Access;

/// <summary>Who asks. Every reader and every use case takes one: there is no way to the rows without it.</summary>
public sealed class Caller
{
    private readonly FrozenSet<string> _permissions;

    /// <param name="subject">Stable name of the key's or token's owner.</param>
    /// <param name="roles">Names of the roles that gave the permissions.</param>
    /// <param name="permissions">Of <see cref="Permissions"/>.</param>
    public Caller(string subject, IReadOnlyList<string> roles, IEnumerable<string> permissions)
    {
        Subject = subject;
        Roles = roles;
        _permissions = permissions.ToFrozenSet(StringComparer.Ordinal);
        MaySeeAll = May(Access.Permissions.ReadAssets);
        MaySeeDeliverable = MaySeeAll || May(Access.Permissions.ReadDeliverable);
    }

    private Caller(Caller same)
    {
        (Subject, Roles, _permissions) = (same.Subject, same.Roles, same._permissions);
        (MaySeeAll, MaySeeDeliverable, Territory, Channel) = (same.MaySeeAll, same.MaySeeDeliverable, same.Territory, same.Channel);
    }

    /// <summary>Nobody in particular: may see nothing.</summary>
    public static Caller Anonymous { get; } = new("anonymous", [], []);

    public static Caller Administrator(string subject) => new(subject, ["administrator"], Access.Permissions.All);

    /// <summary>A shop's or site's key: reads what is deliverable, and nothing else.</summary>
    public static Caller Storefront(string subject, Territory? territory = null, string? channel = null) =>
        new(subject, ["storefront"], [Access.Permissions.ReadDeliverable]) { Territory = territory, Channel = channel };

    /// <summary>Dam itself, for instance in jobs.</summary>
    public static Caller System { get; } = new("dam", ["system"], Access.Permissions.All);

    public string Subject { get; }

    public IReadOnlyList<string> Roles { get; }

    public IReadOnlyCollection<string> Permissions => _permissions;

    /// <summary>Where this caller is, if that is known: it sees what may be delivered there, and its questions that name no territory mean this one.</summary>
    public Territory? Territory { get; init; }

    /// <summary>Key of the channel that this caller serves, if it is fixed to one: it sees what may be delivered there, and its questions that name no channel mean this one.</summary>
    public string? Channel { get; init; }

    /// <summary>The same caller at a place, as far as it is not fixed to one itself.</summary>
    public Caller In(Territory? territory) =>
        Territory is not null || territory is null ? this : new Caller(this) { Territory = territory };

    public bool MaySeeAll { get; }

    public bool MaySeeDeliverable { get; }

    public bool May(string permission) => _permissions.Contains(permission);
}
