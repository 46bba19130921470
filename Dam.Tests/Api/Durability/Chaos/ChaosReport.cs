namespace Dam.Tests.Api.Durability.Chaos;

/// <summary>What a run has found; each list holds what is wrong, in words.</summary>
internal sealed class ChaosReport
{
    public List<string> Lost { get; } = [];

    public List<string> Doubled { get; } = [];

    public List<string> Gaps { get; } = [];

    public List<string> Unfinished { get; } = [];

    /// <summary>Null when the audit chain is whole.</summary>
    public string? Chain { get; set; }

    public int Acknowledged { get; set; }

    public int Retries { get; set; }

    public int Kills { get; set; }

    public long Events { get; set; }

    public bool IsClean => Lost.Count + Doubled.Count + Gaps.Count + Unfinished.Count == 0 && Chain is null;

    public override string ToString() =>
        $"""
        acknowledged      {Acknowledged}
        sent again        {Retries}
        nodes killed      {Kills}
        lost              {Lost.Count}
        doubled           {Doubled.Count}
        gaps (3 readers)  {Gaps.Count}
        jobs not ended    {Unfinished.Count}
        events            {Events}, audit chain {Chain ?? "whole"}
        {string.Join('\n', Lost.Concat(Doubled).Concat(Gaps).Concat(Unfinished).Take(20))}
        """;
}
