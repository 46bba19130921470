using Dam.Domain.Idempotency;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Idempotency;

internal sealed class AnswerStore(Database database, DamDbContext context, TimeProvider time) : IAnswerStore
{
    public async Task<KeptAnswer?> FindAsync(string subject, string key, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"SELECT * FROM \"IdempotentAnswers\" WHERE \"Subject\" = {subject} AND \"Key\" = {key}");
        var row = await database.Select<AnswerRow>(context, statement).SingleOrDefaultAsync(ct);
        if (row is null)
        {
            return null;
        }

        if (row.ExpiresAt > time.GetUtcNow())
        {
            return new KeptAnswer(new KeyedRequest(row.Subject, row.Key, row.Command, row.InputDigest), row.Answer);
        }

        // Out of the way of a new answer for the same key.
        context.Remove(row);
        await context.SaveChangesAsync(ct);
        return null;
    }

    public void Keep(KeyedRequest request, string answer) => context.IdempotentAnswers.Add(new AnswerRow
    {
        Subject = request.Subject,
        Key = request.Key,
        Command = request.Command,
        InputDigest = request.InputDigest,
        Answer = answer,
        ExpiresAt = time.GetUtcNow() + IAnswerStore.Lifetime,
    });
}
