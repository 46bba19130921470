using System.Text.Json;
using Dam.Domain.Channels;
using Dam.Infrastructure.Persistence.Renditions;

namespace Dam.Infrastructure.Persistence.Channels;

/// <summary>How what a channel asks is kept: as JSON, enums and colours by their names; empty for nothing.</summary>
internal static class SlotsColumn
{
    public static string Write(IReadOnlyList<ChannelSlot> slots) => slots.Count == 0 ? "" : JsonSerializer.Serialize(slots, TransformColumn.Json);

    public static IReadOnlyList<ChannelSlot> Read(string text) =>
        text.Length == 0 ? [] : JsonSerializer.Deserialize<ChannelSlot[]>(text, TransformColumn.Json) ?? throw new JsonException("Slots are no null.");
}
