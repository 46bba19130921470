using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation;

/// <summary>Visits the document once, knows the type at each place, tells all rules. Its recursion is bounded by the parser's depth limit.</summary>
internal sealed class DocumentWalker(ValidationContext context, ValidationRule[] rules)
{
    private DefinitionFacts _facts = null!;

    public void Walk()
    {
        var next = 0;
        foreach (var definition in context.Document.Definitions)
        {
            if (context.IsFull)
            {
                return;
            }

            foreach (var rule in rules)
            {
                rule.EnterDefinition(definition);
            }

            if (definition is ExecutableDefinition executable)
            {
                _facts = context.Definitions[next++];
                WalkExecutable(executable);
            }
        }

        CheckOperations();
        foreach (var rule in rules)
        {
            if (context.IsFull)
            {
                return;
            }

            rule.LeaveDocument();
        }
    }

    private void CheckOperations()
    {
        var reachable = new List<DefinitionFacts>();
        var seen = new HashSet<DefinitionFacts>();
        foreach (var facts in context.Definitions)
        {
            if (facts.Definition is not OperationDefinition operation)
            {
                continue;
            }

            reachable.Clear();
            seen.Clear();
            reachable.Add(facts);
            for (var i = 0; i < reachable.Count; i++)
            {
                foreach (var spread in reachable[i].Spreads)
                {
                    if (context.FindFragment(spread.Name) is { } fragment && seen.Add(fragment))
                    {
                        reachable.Add(fragment);
                    }
                }
            }

            foreach (var rule in rules)
            {
                if (context.IsFull)
                {
                    return;
                }

                rule.CheckOperation(operation, reachable);
            }
        }
    }

    private void WalkExecutable(ExecutableDefinition definition)
    {
        switch (definition)
        {
            case OperationDefinition operation:
                foreach (var rule in rules)
                {
                    rule.EnterOperation(operation);
                }

                foreach (var variable in operation.Variables)
                {
                    WalkVariable(variable);
                }

                WalkDirectives(operation.Directives, operation.Kind switch
                {
                    OperationKind.Query => "QUERY",
                    OperationKind.Mutation => "MUTATION",
                    _ => "SUBSCRIPTION",
                });
                WalkSelections(operation.SelectionSet, context.Schema.RootOf(operation.Kind));
                break;
            case FragmentDefinition fragment:
                foreach (var rule in rules)
                {
                    rule.EnterFragment(fragment);
                }

                WalkDirectives(fragment.Directives, "FRAGMENT_DEFINITION");
                WalkSelections(fragment.SelectionSet, context.Resolve(fragment.TypeCondition) as CompositeType);
                break;
        }
    }

    private void WalkVariable(VariableDefinition variable)
    {
        var type = context.Resolve(variable.Type);
        foreach (var rule in rules)
        {
            rule.EnterVariable(variable, type);
        }

        if (variable.DefaultValue is { } value)
        {
            WalkValue(value, new ValuePosition(type is { IsInput: true } ? type : null));
        }

        WalkDirectives(variable.Directives, "VARIABLE_DEFINITION");
    }

    private void WalkSelections(SelectionSet selections, CompositeType? parent)
    {
        foreach (var selection in selections.Selections)
        {
            if (context.IsFull)
            {
                return;
            }

            switch (selection)
            {
                case Field field:
                    WalkField(new FieldUse(field, parent, parent is null ? null : context.Schema.FindField(parent, field.Name)));
                    break;
                case FragmentSpread spread:
                    _facts.Spreads.Add(spread);
                    foreach (var rule in rules)
                    {
                        rule.EnterSpread(spread, parent);
                    }

                    WalkDirectives(spread.Directives, "FRAGMENT_SPREAD");
                    break;
                case InlineFragment fragment:
                    foreach (var rule in rules)
                    {
                        rule.EnterInlineFragment(fragment, parent);
                    }

                    WalkDirectives(fragment.Directives, "INLINE_FRAGMENT");
                    WalkSelections(fragment.SelectionSet, fragment.TypeCondition is { } condition ? context.Resolve(condition) as CompositeType : parent);
                    break;
            }
        }
    }

    private void WalkField(FieldUse use)
    {
        foreach (var rule in rules)
        {
            rule.EnterField(use);
        }

        WalkArguments(new ArgumentSite(use.Field, use.Field.Arguments, use.Definition?.Arguments, use));
        WalkDirectives(use.Field.Directives, "FIELD");
        if (use.Field.SelectionSet is { } selections)
        {
            WalkSelections(selections, use.Definition?.Type.Named as CompositeType);
        }
    }

    private void WalkDirectives(IReadOnlyList<Directive> directives, string location)
    {
        if (directives.Count == 0)
        {
            return;
        }

        foreach (var rule in rules)
        {
            rule.EnterDirectives(directives, location);
        }

        foreach (var directive in directives)
        {
            WalkArguments(new ArgumentSite(directive, directive.Arguments, context.Schema.Directives.Find(directive.Name)?.Arguments, Field: null));
        }
    }

    private void WalkArguments(ArgumentSite site)
    {
        if (site.Arguments.Count == 0 && site.Definitions is null or { Count: 0 })
        {
            return;
        }

        foreach (var rule in rules)
        {
            rule.EnterArguments(site);
        }

        foreach (var argument in site.Arguments)
        {
            WalkValue(argument.Value, PositionOf(site.Definitions?.Find(argument.Name)));
        }
    }

    private static ValuePosition PositionOf(InputValue? definition, InputObjectType? parent = null)
        => new(definition?.Type, definition?.DefaultValue is not null, parent);

    private void WalkValue(Value value, ValuePosition position)
    {
        foreach (var rule in rules)
        {
            rule.EnterValue(value, position);
        }

        switch (value)
        {
            case Variable variable:
                _facts.Variables.Add(new VariableUse(variable, position));
                break;
            case ListValue list:
                var items = new ValuePosition((position.Type?.Nullable as ListType)?.Of);
                foreach (var item in list.Items)
                {
                    WalkValue(item, items);
                }

                break;
            case ObjectValue fields:
                var type = position.Type?.Named as InputObjectType;
                foreach (var field in fields.Fields)
                {
                    WalkValue(field.Value, PositionOf(type?.Fields.Find(field.Name), type));
                }

                break;
        }
    }
}
