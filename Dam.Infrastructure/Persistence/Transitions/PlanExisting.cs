using Microsoft.EntityFrameworkCore.Migrations;

namespace Dam.Infrastructure.Persistence.Transitions;

/// <summary>Gives the rows of an older version their next instant, in the migration that adds its column.</summary>
internal static class PlanExisting
{
    /// <param name="now">The present as ticks, to the second.</param>
    /// <param name="run">How a statement about a column that this migration has added is written.</param>
    public static void Sql(MigrationBuilder migration, string now, Func<string, string> run)
    {
        foreach (var planned in PlannedTable.All)
        {
            var (table, start, end) = (planned.Table.Text, planned.Start.Text, planned.End.Text);
            migration.Sql(run($"UPDATE {table} SET \"RightsChangeAt\" = CASE WHEN {start} > {now} THEN {start} ELSE {end} END WHERE {start} > {now} OR {end} > {now}"));
        }
    }
}
