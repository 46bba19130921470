using Dam.GraphQL.Json;
using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Execution;

/// <summary>
/// Writes plan and columns as JSON. A null where none may be takes back what was written since the nearest place that may be
/// null (section 6.4.4).
/// </summary>
internal sealed class ResultWriter(RequestExecution execution, JsonBuffer json)
{
    private int[] _positions = new int[4];
    private int _depth;
    private FieldPlan? _field;
    private ObjectSet? _set;
    private int _row;

    public JsonBuffer Json { get; } = json;

    /// <summary>What belongs to a field, in contrast to what ends the whole response.</summary>
    public static bool IsFieldError(Exception exception) => exception is not (JsonBufferFullException or TooManyObjectsException);

    public void WriteData()
    {
        var start = Json.Length;
        if (!WriteObject(execution.Root, 0))
        {
            Json.Truncate(start);
            Json.WriteNull();
        }
    }

    public int EnterList()
    {
        if (_depth == _positions.Length)
        {
            Array.Resize(ref _positions, 2 * _depth);
        }

        _positions[_depth] = 0;
        return _depth++;
    }

    public void NextItem(int level)
    {
        _positions[level]++;
        _depth = level + 1;
    }

    public void LeaveList(int level) => _depth = level;

    public void ReportNullItem() => execution.ReportNull(_field!, _set!, _row, _positions.AsSpan(0, _depth));

    public void ReportItem(Exception exception) => execution.Report(exception, _field!, _set!, _row, _positions.AsSpan(0, _depth));

    /// <summary>False when the object must be null: its error is recorded.</summary>
    private bool WriteObject(ObjectSet set, int row)
    {
        Json.WriteByte((byte)'{');
        var parent = set.Items[row]!;
        var fields = set.Plan.Fields;
        var i = 0;
        var valueStart = 0;
        while (i < fields.Length)
        {
            try
            {
                for (; i < fields.Length; i++)
                {
                    var field = fields[i];
                    Json.WriteRaw(i == 0 ? field.Key.AsSpan(1) : field.Key);
                    valueStart = Json.Length;
                    var outcome = field.Kind switch
                    {
                        FieldKind.Inline => WriteInline(field, set, row, parent),
                        FieldKind.Composite => WriteComposite(field, set, row),
                        FieldKind.Leaf => WriteLeaf(field, set, row),
                        _ => WriteTypeName(set),
                    };
                    if (outcome != Outcome.Written && !WriteNull(field, set, row, outcome, valueStart))
                    {
                        return false;
                    }
                }
            }
            catch (Exception exception) when (IsFieldError(exception))
            {
                execution.Report(exception, fields[i], set, row);
                if (!WriteNull(fields[i], set, row, Outcome.Failed, valueStart))
                {
                    return false;
                }

                i++;
            }
        }

        Json.WriteByte((byte)'}');
        return true;
    }

    private bool WriteNull(FieldPlan field, ObjectSet set, int row, Outcome outcome, int valueStart)
    {
        _depth = 0;
        if (field.IsNonNull)
        {
            if (outcome == Outcome.Null)
            {
                execution.ReportNull(field, set, row);
            }

            return false;
        }

        Json.Truncate(valueStart);
        Json.WriteNull();
        return true;
    }

    private Outcome WriteTypeName(ObjectSet set)
    {
        Json.WriteByte((byte)'"');
        Json.WriteRaw(set.Plan.TypeName);
        Json.WriteByte((byte)'"');
        return Outcome.Written;
    }

    private Outcome WriteInline(FieldPlan field, ObjectSet set, int row, object parent)
    {
        _field = field;
        _set = set;
        _row = row;
        return ((InlineResolver)field.Field.Resolver!).Write(parent, this);
    }

    private Outcome WriteLeaf(FieldPlan field, ObjectSet set, int row)
    {
        _field = field;
        _set = set;
        _row = row;
        return set.Columns[field.Column]!.WriteLeaf(this, row);
    }

    private Outcome WriteComposite(FieldPlan field, ObjectSet set, int row)
    {
        var column = set.Columns[field.Column]!;
        return column.IsFailed(row) ? Outcome.Failed : WriteItem(field, set, row, column.Children!, 0, row);
    }

    private Outcome WriteItem(FieldPlan field, ObjectSet set, int row, ChildRows rows, int level, int at)
    {
        if (level < rows.Levels.Length)
        {
            return WriteList(field, set, row, rows, level, at);
        }

        var item = rows.Items[at];
        if (item is null)
        {
            return Outcome.Null;
        }

        if (ReferenceEquals(item, ChildRows.FailedItem))
        {
            return Outcome.Failed;
        }

        var written = rows.GroupOf is null
            ? WriteObject(rows.Groups[0], at)
            : WriteObject(rows.Groups[rows.GroupOf[at]], rows.RowInGroup![at]);
        return written ? Outcome.Written : Outcome.Failed;
    }

    private Outcome WriteList(FieldPlan field, ObjectSet set, int row, ChildRows rows, int level, int at)
    {
        var length = rows.Levels[level].Length(at);
        if (length < 0)
        {
            return length == ListLevel.Null ? Outcome.Null : Outcome.Failed;
        }

        var start = rows.Levels[level].Start(at);
        Json.WriteByte((byte)'[');
        for (var i = 0; i < length; i++)
        {
            if (i > 0)
            {
                Json.WriteByte((byte)',');
            }

            var itemStart = Json.Length;
            var outcome = WriteItem(field, set, row, rows, level + 1, start + i);
            if (outcome == Outcome.Written)
            {
                continue;
            }

            if (field.ItemsAreNonNull[level])
            {
                if (outcome == Outcome.Null)
                {
                    ReportNullItem(field, set, row, rows, level, start + i);
                }

                return Outcome.Failed;
            }

            Json.Truncate(itemStart);
            Json.WriteNull();
        }

        Json.WriteByte((byte)']');
        return Outcome.Written;
    }

    private void ReportNullItem(FieldPlan field, ObjectSet set, int row, ChildRows rows, int level, int item)
    {
        var positions = new int[level + 1];
        for (; level >= 0; level--)
        {
            (item, positions[level]) = rows.Levels[level].Find(item);
        }

        execution.ReportNull(field, set, row, positions);
    }
}
