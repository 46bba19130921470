using System.Runtime.InteropServices;

namespace Dam.Infrastructure.Imaging.Vips;

/// <summary>
/// The C functions that are called, libvips' own and GLib's, which live in the one library. None takes a variable number of arguments: their calling
/// convention differs on some platforms, so operations are set up through GObject properties.
/// </summary>
internal static unsafe partial class VipsNative
{
    public const string Library = "vips";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_init(string programName);

    [LibraryImport(Library)]
    public static partial void vips_concurrency_set(int threads);

    [LibraryImport(Library)]
    public static partial void vips_cache_set_max(int operations);

    [LibraryImport(Library)]
    public static partial void vips_block_untrusted_set(int state);

    [LibraryImport(Library)]
    public static partial nuint vips_tracked_get_mem();

    [LibraryImport(Library)]
    public static partial nint vips_version_string();

    [LibraryImport(Library)]
    public static partial nint vips_error_buffer_copy();

    [LibraryImport(Library)]
    public static partial void vips_error_clear();

    [LibraryImport(Library)]
    public static partial void g_free(nint memory);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint g_log_set_handler(string domain, int levels, delegate* unmanaged<nint, int, nint, nint, void> handler, nint data);

    [LibraryImport(Library)]
    public static partial void g_object_unref(nint instance);

    [LibraryImport(Library)]
    public static partial nint g_object_ref(nint instance);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_set_property(nint instance, string name, ref GValue value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_get_property(nint instance, string name, ref GValue value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nuint g_signal_connect_data(
        nint instance, string signal, nint handler, nint data, delegate* unmanaged<nint, nint, void> destroyData, int flags);

    [LibraryImport(Library)]
    public static partial nuint g_type_fundamental(nuint type);

    [LibraryImport(Library)]
    public static partial nint g_value_init(ref GValue value, nuint type);

    [LibraryImport(Library)]
    public static partial void g_value_unset(ref GValue value);

    [LibraryImport(Library)]
    public static partial void g_value_set_boolean(ref GValue value, int content);

    [LibraryImport(Library)]
    public static partial void g_value_set_int(ref GValue value, int content);

    [LibraryImport(Library)]
    public static partial void g_value_set_double(ref GValue value, double content);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_value_set_string(ref GValue value, string content);

    [LibraryImport(Library)]
    public static partial void g_value_set_enum(ref GValue value, int content);

    [LibraryImport(Library)]
    public static partial void g_value_set_flags(ref GValue value, uint content);

    [LibraryImport(Library)]
    public static partial void g_value_set_object(ref GValue value, SafeHandle content);

    [LibraryImport(Library)]
    public static partial nint g_value_get_object(ref GValue value);

    [LibraryImport(Library)]
    public static partial double g_value_get_double(ref GValue value);

    [LibraryImport(Library)]
    public static partial int g_value_get_int(ref GValue value);

    [LibraryImport(Library)]
    public static partial void vips_value_set_array_image(ref GValue value, int count);

    [LibraryImport(Library)]
    public static partial nint* vips_value_get_array_image(ref GValue value, out int count);

    [LibraryImport(Library)]
    public static partial void vips_value_set_array_double(ref GValue value, double[] content, int count);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_enum_from_nick(string domain, nuint type, string nick);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_flags_from_nick(string domain, nuint type, string nick);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint vips_operation_new(string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_object_get_argument(nint operation, string name, out nint specification, out nint argumentClass, out nint argumentInstance);

    [LibraryImport(Library)]
    public static partial int vips_cache_operation_buildp(ref nint operation);

    [LibraryImport(Library)]
    public static partial void vips_object_unref_outputs(nint operation);

    [LibraryImport(Library)]
    public static partial nint vips_source_custom_new();

    [LibraryImport(Library)]
    public static partial nint vips_blob_new(delegate* unmanaged<nint, nint, int> free, nint data, nuint length);

    [LibraryImport(Library)]
    public static partial void vips_area_unref(nint area);

    [LibraryImport(Library)]
    public static partial nint vips_source_new_from_blob(nint blob);

    [LibraryImport(Library)]
    public static partial nint vips_target_custom_new();

    [LibraryImport(Library)]
    public static partial int vips_target_write(SafeHandle target, byte[] data, nuint length);

    [LibraryImport(Library)]
    public static partial int vips_target_end(SafeHandle target);

    [LibraryImport(Library)]
    public static partial int vips_image_get_width(SafeHandle image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_height(SafeHandle image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_bands(SafeHandle image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_interpretation(SafeHandle image);

    [LibraryImport(Library)]
    public static partial int vips_image_hasalpha(SafeHandle image);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nuint vips_image_get_typeof(SafeHandle image, string field);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_image_get_int(SafeHandle image, string field, out int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_image_get_blob(SafeHandle image, string field, out nint data, out nuint length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_image_get_array_int(SafeHandle image, string field, out nint values, out int count);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void vips_image_set_int(SafeHandle image, string field, int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void vips_image_set_array_int(SafeHandle image, string field, int[] values, int count);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void vips_image_set_string(SafeHandle image, string field, string value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void vips_image_set_blob_copy(SafeHandle image, string field, byte[] content, nuint length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_image_remove(SafeHandle image, string field);

    [LibraryImport(Library)]
    public static partial nint* vips_image_get_fields(SafeHandle image);

    [LibraryImport(Library)]
    public static partial void g_strfreev(nint* texts);

    [LibraryImport(Library)]
    public static partial int vips_image_get_xoffset(SafeHandle image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_yoffset(SafeHandle image);

    [LibraryImport(Library)]
    public static partial nint vips_image_new_from_memory_copy(byte[] pixels, nuint length, int width, int height, int bands, int format);

    [LibraryImport(Library)]
    public static partial nint vips_image_copy_memory(SafeHandle image);

    [LibraryImport(Library)]
    public static partial nint vips_image_get_data(SafeHandle image);

    [LibraryImport(Library)]
    public static partial nint vips_image_write_to_memory(SafeHandle image, out nuint length);

    [LibraryImport(Library)]
    public static partial void vips_image_set_kill(nint image, int kill);
}

/// <summary>GLib's tagged value: the type and two words of content.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    public nuint Type;
    public long Content;
    public long More;
}
