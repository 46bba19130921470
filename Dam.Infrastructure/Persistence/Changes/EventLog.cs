using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dam.Domain.Audit;
using Dam.Domain.Changes;

namespace Dam.Infrastructure.Persistence.Changes;

/// <summary>Writes events with the rest of a unit of work.</summary>
internal sealed class EventLog(DamDbContext context, TimeProvider time) : IEventLog
{
    private const int SaltSize = 16;

    private static long _position;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper) },
    };

    /// <summary>How many were added.</summary>
    public int Count { get; private set; }

    /// <summary>What each of them concerns.</summary>
    public List<EventSubject> Subjects { get; } = [];

    /// <summary>Names of the copies in shared caches that are wrong from now on.</summary>
    public HashSet<string> PurgeKeys { get; } = new(StringComparer.Ordinal);

    public void Add(Event happened)
    {
        var now = time.GetUtcNow();
        var details = happened.Details is null ? null : JsonSerializer.Serialize(happened.Details, Json);
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        context.Events.Add(new EventRow
        {
            Id = Guid.CreateVersion7(now),
            Kind = happened.Kind ?? EventRow.OnlyAudited,
            Action = happened.Action,
            Actor = happened.Actor,
            AssetId = happened.AssetId,
            SkuId = happened.SkuId,
            OccurredAt = now,
            Position = Interlocked.Increment(ref _position),
            Details = details,
            Salt = salt,
            DetailsHash = AuditChain.HashDetails(salt, details),
        });
        Count++;
        Subjects.Add(new EventSubject(happened.AssetId, happened.SkuId));
        if (happened.PurgeKey is { } key)
        {
            PurgeKeys.Add(key);
        }
    }
}
