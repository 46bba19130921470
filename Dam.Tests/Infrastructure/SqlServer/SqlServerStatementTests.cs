using System.Runtime.CompilerServices;
using Dam.Tests.Contracts;

namespace Dam.Tests.Infrastructure.SqlServer;

/// <summary>What SQL Server would be asked, under review as text; no server is needed.</summary>
public sealed class SqlServerStatementTests() : StatementContract("SqlServer", Here())
{
    private protected override Task<TestDatabase> OpenAsync(string provider) => Task.FromResult(TestDatabase.Intercepted(provider, NoServer.ConnectionString, new NoServer()));

    private static string Here([CallerFilePath] string path = "") => path;
}
