using System.Text;
using System.Text.Json;
using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Apart;

/// <summary>
/// The other end of <see cref="PictureProcess"/>: works on one picture after the other, as the service says on standard input, until that ends. It has neither settings nor a store; all that it sees of the
/// world is the picture.
/// </summary>
public static class PictureServer
{
    public static async Task RunAsync()
    {
        LinuxThreads.BeIdle();
        try
        {
            await ServeAsync();
        }
        catch (IOException)
        {
            // The service ended in the midst of a picture; nobody is there who would hear of it.
        }
    }

    private static async Task ServeAsync()
    {
        await using var input = Console.OpenStandardInput();
        await using var output = new BufferedStream(Console.OpenStandardOutput(), 72 * 1024);
        var frames = new Frames(input, output);
        while (NextTask(frames) is { } task)
        {
            await AnswerAsync(task, frames);
        }
    }

    private static PictureTask? NextTask(Frames frames) => frames.Receive(out var payload) == FrameKind.Task ? JsonSerializer.Deserialize(payload, PictureJson.Default.PictureTask) : null;

    private static async Task AnswerAsync(PictureTask task, Frames frames)
    {
        var sending = new Lock();
        var (kind, answer) = await WorkAsync(task, frames, sending);
        lock (sending)
        {
            frames.Send(kind, answer);
        }
    }

    private static async Task<(FrameKind Kind, byte[] Answer)> WorkAsync(PictureTask task, Frames frames, Lock sending)
    {
        try
        {
            await using var source = new WantedStream(task.Length, frames, sending);
            return (FrameKind.Done, await WorkAsync(task, source, index => new MadeStream(index, frames, sending)));
        }
        catch (ImageException refusal)
        {
            return (FrameKind.Refused, JsonSerializer.SerializeToUtf8Bytes(new PictureRefusal(refusal.Problem, refusal.Message), PictureJson.Default.PictureRefusal));
        }
        catch (Exception fault) when (fault is not IOException)
        {
            // The service throws it again, where it is logged with the file it belongs to.
            return (FrameKind.Failed, Encoding.UTF8.GetBytes(fault.ToString()));
        }
    }

    private static async Task<byte[]> WorkAsync(PictureTask task, Stream source, Func<int, MadeStream> target)
    {
        using var engine = new VipsImageEngine(task.Bounds, TimeProvider.System, new Marks(task.Marks));
        var transforms = task.Transforms.Select(text => CanonicalTransform.TryParse(text, out var transform) ? transform : throw new InvalidDataException($"{text} is no transform.")).ToList();
        var made = transforms.Count == 0 ? [target(0)] : transforms.Select((_, index) => target(index)).ToList();
        var answer = task.Step switch
        {
            PictureStep.Identify => JsonSerializer.SerializeToUtf8Bytes(await engine.IdentifyAsync(source, CancellationToken.None), PictureJson.Default.ImageHeader),
            PictureStep.Blocks => JsonSerializer.SerializeToUtf8Bytes(await engine.ReadBlocksAsync(source, CancellationToken.None), PictureJson.Default.EmbeddedBlocks),
            PictureStep.Prepare => JsonSerializer.SerializeToUtf8Bytes(await engine.PrepareAsync(source, made[0], CancellationToken.None), PictureJson.Default.ImageFacts),
            PictureStep.Look => await engine.LookAsync(source, CancellationToken.None) is { } likeness ? JsonSerializer.SerializeToUtf8Bytes(likeness, PictureJson.Default.Likeness) : [],
            PictureStep.Render => await DoneAsync(engine.RenderAsync(source, transforms[0], task.Format, made[0], CancellationToken.None)),
            _ => await DoneAsync(engine.RenderSetAsync(source, [.. transforms.Zip(made, (transform, stream) => new RenditionTarget(transform, stream))], CancellationToken.None)),
        };
        made.ForEach(stream => stream.Flush());
        return answer;
    }

    private static async Task<byte[]> DoneAsync(Task work)
    {
        await work;
        return [];
    }

    private sealed class Marks(IReadOnlyList<Watermark> marks) : IWatermarks
    {
        public IReadOnlyCollection<string> Names => [];

        public Watermark? Named(string name) => null;

        public Watermark? WithDigest(string digest) => marks.FirstOrDefault(mark => mark.Digest == digest);
    }
}
