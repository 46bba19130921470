using System.Buffers;
using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Dam.Domain.Imaging;

namespace Dam.Infrastructure.Imaging.Apart;

/// <summary>
/// A process that works on one picture at a time, when no other on the machine wants the processor (SCHED_IDLE, sched(7)). It is this service's own program with the command <c>pictures</c>, without its environment,
/// with a limit for its memory and, where the kernel allows it, without a network. What it says is checked like any stranger's: a file may have got hold of it.
/// </summary>
internal sealed class PictureProcess : IDisposable
{
    /// <summary>How often it is looked whether a picture has had its time.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Of the address space, in KiB; a picture of 50 million pixels that has to be held as a whole takes a tenth.</summary>
    private const long AddressSpace = 4 * 1024 * 1024;

    private const int OpenFiles = 256;

    /// <summary>Bytes that it may make of one picture: three times what the largest rendition has without any compression.</summary>
    private const long LargestMade = 512 * 1024 * 1024;

    /// <summary>Longer on the clock than on the processor: it waits for whoever is in a hurry.</summary>
    private const int Patience = 20;

    private readonly Process _process;
    private readonly Frames _frames;
    private bool _isReady = true;
    private volatile bool _isKilled;

    private PictureProcess(Process process)
    {
        _process = process;
        _frames = new Frames(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
    }

    public int Id => _process.Id;

    /// <summary>Whether it can be given another picture.</summary>
    public bool IsReady => _isReady && !_isKilled && !_process.HasExited;

    /// <summary>When it was given its last picture.</summary>
    public long UsedAt { get; private set; } = Stopwatch.GetTimestamp();

    /// <param name="program">Assembly that has the command.</param>
    public static PictureProcess Start(string program)
    {
        string[] limits = [$"v {AddressSpace}", $"n {OpenFiles}", "c 0"];
        string[] command = [.. Sandbox.NoNetwork, .. Sandbox.Within(limits, [.. Command(program), "pictures"])];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() };
        start.Environment.Clear();
        foreach (var (name, value) in Surroundings())
        {
            start.Environment[name] = value;
        }

        return new PictureProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."));
    }

    /// <summary>Does a task and answers with what the process says. Blocks; ends the process when it is cancelled or fails.</summary>
    /// <param name="made">Takes what it makes: one for each transform.</param>
    /// <param name="limit">Of processor time.</param>
    /// <param name="mostBytes">That are made in all.</param>
    public byte[] Do(PictureTask task, Stream source, IReadOnlyList<Stream> made, TimeSpan limit, CancellationToken ct, long mostBytes = LargestMade)
    {
        (_isReady, UsedAt) = (false, Stopwatch.GetTimestamp());
        using var cancelled = ct.UnsafeRegister(static process => ((PictureProcess)process!).Kill(), this);
        using var watch = new Watch(this, limit);
        try
        {
            Send(FrameKind.Task, JsonSerializer.SerializeToUtf8Bytes(task with { Length = source.Length }, PictureJson.Default.PictureTask));
            return Converse(source, made, mostBytes);
        }
        catch (GoneException gone)
        {
            ct.ThrowIfCancellationRequested();
            throw watch.HasBitten
                ? new ImageException(ImageProblem.TimedOut, $"The picture took longer than {limit.TotalSeconds:0} seconds.", gone)
                : new InvalidOperationException("The process that works on pictures ended in the midst of one.", gone);
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private byte[] Converse(Stream source, IReadOnlyList<Stream> made, long mostBytes)
    {
        while (true)
        {
            switch (_frames.Receive(out var payload))
            {
                case FrameKind.Wanted when payload.Length == 12:
                    Hand(source, BinaryPrimitives.ReadInt64LittleEndian(payload), BinaryPrimitives.ReadInt32LittleEndian(payload[8..]));
                    break;
                case FrameKind.Made when payload.Length >= 4 && BinaryPrimitives.ReadInt32LittleEndian(payload) is >= 0 and var index && index < made.Count:
                    mostBytes -= payload.Length;
                    if (mostBytes < 0)
                    {
                        throw new InvalidDataException("The process that works on pictures makes more than it may.");
                    }

                    made[index].Write(payload[4..]);
                    break;
                case FrameKind.Done:
                    _isReady = true;
                    return payload.ToArray();
                case FrameKind.Refused when JsonSerializer.Deserialize(payload, PictureJson.Default.PictureRefusal) is { } refusal:
                    _isReady = true;
                    throw new ImageException(refusal.Problem, refusal.Message);
                case FrameKind.Failed:
                    _isReady = true;
                    throw new InvalidOperationException(Encoding.UTF8.GetString(payload));
                case null:
                    throw new GoneException(innerException: null);
                case var kind:
                    throw new InvalidDataException($"The process that works on pictures said {kind}, with {payload.Length} bytes, which means nothing here.");
            }
        }
    }

    private void Hand(Stream source, long at, int count)
    {
        if (at < 0 || at > source.Length || count is < 1 or > WantedStream.PieceSize)
        {
            throw new InvalidDataException($"The process that works on pictures wants {count} bytes at {at}, which are not there.");
        }

        var piece = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            source.Position = at;
            Send(FrameKind.Bytes, piece.AsSpan(0, source.ReadAtLeast(piece.AsSpan(0, count), count, throwOnEndOfStream: false)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private void Send(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        try
        {
            _frames.Send(kind, payload);
        }
        catch (IOException broken)
        {
            throw new GoneException(broken);
        }
    }

    private void Kill()
    {
        _isKilled = true;
        try
        {
            _process.Kill();
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }

    /// <summary>This program again, by whatever started it: the apphost is not there under the test runner.</summary>
    private static string[] Command(string program)
    {
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return File.Exists(host) ? [host, program] : [Path.ChangeExtension(program, OperatingSystem.IsWindows() ? ".exe" : null)];
    }

    /// <summary>What .NET needs to start, and little memory for it: pixels are libvips' and lie elsewhere.</summary>
    private static IEnumerable<(string Name, string Value)> Surroundings() =>
    [
        ("PATH", Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin"), ("LANG", "C.UTF-8"), ("TMPDIR", Path.GetTempPath()), ("MALLOC_ARENA_MAX", "1"), ("DOTNET_GCHeapHardLimit", "0x10000000"), ("DOTNET_gcServer", "0"),
        ("DOTNET_gcConcurrent", "0"), ("DOTNET_TieredPGO", "0"), ("DOTNET_EnableDiagnostics", "0"),
    ];

    /// <summary>Its end of the talk is closed.</summary>
    private sealed class GoneException(Exception? innerException) : Exception("The process that works on pictures is gone.", innerException);

    /// <summary>Ends the process when a picture has had its processor time, or has waited for it too long.</summary>
    private sealed class Watch : IDisposable
    {
        private readonly PictureProcess _watched;
        private readonly TimeSpan _limit;
        private readonly TimeSpan _before;
        private readonly long _since = Stopwatch.GetTimestamp();
        private readonly Timer _timer;

        public Watch(PictureProcess watched, TimeSpan limit)
        {
            (_watched, _limit, _before) = (watched, limit, ProcessorTime(watched._process) ?? TimeSpan.Zero);
            _timer = new Timer(static watch => ((Watch)watch!).Bite(), this, Look, Look);
        }

        public bool HasBitten { get; private set; }

        public void Dispose() => _timer.Dispose();

        private void Bite()
        {
            if (ProcessorTime(_watched._process) - _before > _limit || Stopwatch.GetElapsedTime(_since) > _limit * Patience)
            {
                HasBitten = true;
                _watched.Kill();
            }
        }

        /// <summary>Null when it is gone.</summary>
        private static TimeSpan? ProcessorTime(Process process)
        {
            try
            {
                return process.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }
}
