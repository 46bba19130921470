using System.Runtime.CompilerServices;
using Dam.Tests.Contracts;

namespace Dam.Tests.Infrastructure.PostgreSql;

public sealed class PostgreSqlStatementTests() : StatementContract("PostgreSql", Here())
{
    private static string Here([CallerFilePath] string path = "") => path;
}
