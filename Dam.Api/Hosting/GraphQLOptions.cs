using Dam.Api.Access;
using Dam.Domain.Access;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Protection;

namespace Dam.Api.Hosting;

/// <summary>What GraphQL requests may take: section <c>Dam:GraphQL</c>.</summary>
internal sealed class GraphQLOptions
{
    public const string Section = "Dam:GraphQL";

    /// <summary>Most work of resolvers that an operation may ask for.</summary>
    public double MaxFieldCost { get; set; } = 50_000;

    /// <summary>Most objects that an operation may ask for.</summary>
    public double MaxTypeCost { get; set; } = 50_000;

    /// <summary>Fields within fields.</summary>
    public int MaxDepth { get; set; } = 32;

    /// <summary>Of each API key; without it keys spend as much as they like.</summary>
    public BudgetOptions? KeyBudget { get; set; }

    /// <summary>Of each address from which callers without a key come.</summary>
    public BudgetOptions AnonymousBudget { get; set; } = new() { Maximum = 10_000, RestoreRate = 1_000 };

    /// <summary>Whether clients may register documents and send their hashes from then on.</summary>
    public bool AutomaticPersistedQueries { get; set; } = true;

    /// <summary>A folder of documents that clients may name by id.</summary>
    public string? TrustedDocuments { get; set; }

    /// <summary>Whether all other documents are refused, but for callers who may write assets.</summary>
    public bool OnlyTrusted { get; set; }

    public IEnumerable<string> Problems()
    {
        foreach (var (name, value) in new[] { (nameof(MaxFieldCost), MaxFieldCost), (nameof(MaxTypeCost), MaxTypeCost), (nameof(MaxDepth), MaxDepth) })
        {
            if (!(value >= 1))
            {
                yield return $"{Section}:{name} must be at least 1.";
            }
        }

        foreach (var (name, budget) in new[] { (nameof(KeyBudget), KeyBudget), (nameof(AnonymousBudget), AnonymousBudget) })
        {
            if (budget is not null && !(budget.Maximum > 0 && budget.RestoreRate > 0))
            {
                yield return $"{Section}:{name}: {nameof(BudgetOptions.Maximum)} and {nameof(BudgetOptions.RestoreRate)} must be more than nothing.";
            }
        }

        if (TrustedDocuments is not null && !Directory.Exists(TrustedDocuments))
        {
            yield return $"{Section}:{nameof(TrustedDocuments)}: there is no folder \"{TrustedDocuments}\".";
        }

        if (OnlyTrusted && TrustedDocuments is null)
        {
            yield return $"{Section}:{nameof(OnlyTrusted)} needs {Section}:{nameof(TrustedDocuments)}.";
        }
    }

    public void ApplyTo(ExecutionOptions execution)
    {
        execution.Cost.MaxFieldCost = MaxFieldCost;
        execution.Cost.MaxTypeCost = MaxTypeCost;
        execution.Validation = execution.Validation with { MaxFieldDepth = MaxDepth };
        execution.Documents.Automatic = AutomaticPersistedQueries;
        execution.Documents.Trusted = TrustedDocuments is null ? null : Dam.GraphQL.Documents.TrustedDocuments.Load(TrustedDocuments);
        execution.Documents.OnlyTrusted = OnlyTrusted;
    }

    public CallerBudget? BudgetOf(HttpContext context)
    {
        var caller = context.GetCaller();
        return caller == Caller.Anonymous
            ? new CallerBudget($"address {context.Connection.RemoteIpAddress}", AnonymousBudget.Maximum, AnonymousBudget.RestoreRate)
            : KeyBudget is { } budget ? new CallerBudget($"key {caller.Subject}", budget.Maximum, budget.RestoreRate) : null;
    }
}

/// <summary>What a caller may spend: each request takes the sum of its field and type cost.</summary>
internal sealed class BudgetOptions
{
    /// <summary>Most that is saved up.</summary>
    public double Maximum { get; set; }

    /// <summary>What comes back in a second.</summary>
    public double RestoreRate { get; set; }
}
