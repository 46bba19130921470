namespace Dam.Infrastructure.Persistence.Nodes;

/// <summary>What a node hears of others. That events were written nobody tells: the node that has written them numbers them at once, and tells that.</summary>
/// <param name="Jobs">Jobs were written.</param>
/// <param name="Head">Number of an event that was numbered; 0 for none.</param>
/// <param name="Unknown">Something was written; what, has to be looked for.</param>
internal readonly record struct News(bool Jobs = false, long Head = 0, bool Unknown = false);
