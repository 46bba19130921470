using System.Runtime.InteropServices;

namespace Dam.Infrastructure.Persistence.Sqlite;

/// <summary>
/// The few functions of SQLite that reading needs, as https://www.sqlite.org/c3ref/funclist.html has them. Those that only look at the row at hand take some nanoseconds, so they are
/// called without telling the garbage collector.
/// </summary>
internal static unsafe partial class SqliteNative
{
    private const string Library = "e_sqlite3";

    public const int Ok = 0;
    public const int Interrupted = 9;
    public const int Row = 100;
    public const int Done = 101;

    public const int Null = 5;

    public const int OpenReadWrite = 0x2;

    /// <summary>No lock in each call: a connection is used by one thread at a time.</summary>
    public const int OpenNoMutex = 0x8000;

    /// <summary>SQLite keeps its own copy of a value that is bound.</summary>
    private const nint Transient = -1;

    [LibraryImport(Library, EntryPoint = "sqlite3_open_v2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, out nint connection, int flags, nint vfs);

    [LibraryImport(Library, EntryPoint = "sqlite3_close_v2")]
    public static partial int Close(nint connection);

    [LibraryImport(Library, EntryPoint = "sqlite3_exec", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Execute(nint connection, string text, nint callback, nint state, nint error);

    [LibraryImport(Library, EntryPoint = "sqlite3_interrupt")]
    public static partial void Interrupt(nint connection);

    [LibraryImport(Library, EntryPoint = "sqlite3_extended_errcode")]
    public static partial int ExtendedError(nint connection);

    public static string Message(nint connection) => Marshal.PtrToStringUTF8(MessagePointer(connection)) ?? "";

    [LibraryImport(Library, EntryPoint = "sqlite3_prepare_v3", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Prepare(nint connection, string text, int length, uint flags, out nint statement, nint tail);

    [LibraryImport(Library, EntryPoint = "sqlite3_finalize")]
    public static partial int Finalize(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    public static partial int Bind(nint statement, int parameter, long value);

    public static int Bind(nint statement, int parameter, string value)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(value);
        fixed (byte* first = &MemoryMarshal.GetArrayDataReference(bytes))
        {
            return BindText(statement, parameter, first, bytes.Length, Transient);
        }
    }

    public static int Bind(nint statement, int parameter, byte[] value)
    {
        fixed (byte* first = &MemoryMarshal.GetArrayDataReference(value))
        {
            return BindBlob(statement, parameter, first, value.Length, Transient);
        }
    }

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_column_type")]
    public static partial int ColumnType(nint statement, int column);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    public static partial long ColumnNumber(nint statement, int column);

    /// <summary>A text's or a blob's bytes, until the next step.</summary>
    public static ReadOnlySpan<byte> ColumnBytes(nint statement, int column)
    {
        var first = ColumnBlob(statement, column);
        return new ReadOnlySpan<byte>(first, first is null ? 0 : ColumnLength(statement, column));
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_errmsg")]
    private static partial nint MessagePointer(nint connection);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    private static partial int BindText(nint statement, int parameter, byte* value, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    private static partial int BindBlob(nint statement, int parameter, byte* value, int length, nint destructor);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    private static partial byte* ColumnBlob(nint statement, int column);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    private static partial int ColumnLength(nint statement, int column);
}
