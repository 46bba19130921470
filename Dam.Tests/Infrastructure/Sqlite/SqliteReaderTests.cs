using Dam.Tests.Contracts;

namespace Dam.Tests.Infrastructure.Sqlite;

public sealed class SqliteAssetReaderTests() : AssetReaderContract("Sqlite");
