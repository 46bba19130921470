using Microsoft.Data.SqlClient;

namespace Dam.Tests.Infrastructure.SqlServer;

/// <summary>Databases of tests on the server that <c>DAM_TEST_SQLSERVER</c> names.</summary>
internal static class SqlServerDatabases
{
    private const string Variable = "DAM_TEST_SQLSERVER";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>A server in a container is not there at once.</summary>
    private static readonly Lazy<Task> Ready = new(async () =>
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                await ExecuteAsync("SELECT 1");
                return;
            }
            catch (SqlException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(500, CancellationToken.None);
            }
        }
    });

    /// <summary>The connection string of a new, empty database.</summary>
    public static async Task<string> CreateAsync()
    {
        await Ready.Value;
        var name = $"dam_test_{Guid.CreateVersion7():N}";
        await ExecuteAsync($"CREATE DATABASE [{name}]");
        return new SqlConnectionStringBuilder(Server) { InitialCatalog = name }.ConnectionString;
    }

    public static async Task DropAsync(string connectionString)
    {
        using (var connection = new SqlConnection(connectionString))
        {
            SqlConnection.ClearPool(connection);
        }

        await ExecuteAsync($"DROP DATABASE [{new SqlConnectionStringBuilder(connectionString).InitialCatalog}]");
    }

    private static string Server => Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"{Variable} names no SQL Server.");

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqlConnection(new SqlConnectionStringBuilder(Server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(CancellationToken.None);
        await using var command = new SqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
