using System.Runtime.InteropServices;

namespace Dam.Infrastructure.Imaging.Vips;

/// <summary>One reference to a GObject. libvips takes its own references to what it needs, so an input may be disposed before its result.</summary>
internal abstract class VipsObject : SafeHandle
{
    protected VipsObject(nint instance)
        : base(0, ownsHandle: true)
    {
        if (instance == 0)
        {
            throw new VipsException(VipsLibrary.TakeError());
        }

        SetHandle(instance);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        VipsNative.g_object_unref(handle);
        return true;
    }
}
