using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Dam.Import.Progress;

/// <summary>Shows how far an import is: bars on a terminal, a line every few seconds elsewhere.</summary>
internal abstract class ImportProgress
{
    /// <summary>Shows a step while it runs.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="files">How many files there are.</param>
    /// <param name="bytes">How large they are in all, 0 where that does not matter.</param>
    /// <param name="work">Tells of each file that is done, with its bytes; from any thread.</param>
    public abstract Task RunAsync(string title, int files, long bytes, Func<Action<long>, Task> work);

    public static ImportProgress ForThisConsole() => AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected ? new Bars() : new Lines(Console.Error);

    private static string Rate(int files, long bytes, TimeSpan time) => string.Create(
        CultureInfo.InvariantCulture,
        $"{files / Math.Max(time.TotalSeconds, 0.001):0.#} files/s{(bytes > 0 ? $", {bytes / 1e6 / Math.Max(time.TotalSeconds, 0.001):0.#} MB/s" : "")}");

    private sealed class Bars : ImportProgress
    {
        public override Task RunAsync(string title, int files, long bytes, Func<Action<long>, Task> work) => AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: Math.Max(bytes > 0 ? bytes : files, 1));
                var (watch, gate, done, sent) = (Stopwatch.StartNew(), new Lock(), 0, 0L);
                await work(size =>
                {
                    lock (gate)
                    {
                        (done, sent) = (done + 1, sent + size);
                        task.Increment(bytes > 0 ? size : 1);
                        task.Description = Markup.Escape($"{title} {done}/{files}, {Rate(done, bytes > 0 ? sent : 0, watch.Elapsed)}");
                    }
                });
                task.Value = task.MaxValue;
            });
    }

    private sealed class Lines(TextWriter output) : ImportProgress
    {
        private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

        public override async Task RunAsync(string title, int files, long bytes, Func<Action<long>, Task> work)
        {
            var (watch, gate, done, sent, next) = (Stopwatch.StartNew(), new Lock(), 0, 0L, Between);
            await work(size =>
            {
                lock (gate)
                {
                    (done, sent) = (done + 1, sent + size);
                    if (watch.Elapsed >= next && done < files)
                    {
                        next = watch.Elapsed + Between;
                        var share = bytes > 0 ? (double)sent / bytes : (double)done / files;
                        var left = watch.Elapsed * ((1 - share) / Math.Max(share, 1e-9));
                        output.WriteLine($"{title} {done}/{files}, {Rate(done, bytes > 0 ? sent : 0, watch.Elapsed)}, about {left.TotalSeconds:0} s left");
                    }
                }
            });
            output.WriteLine($"{title} {done}/{files} in {watch.Elapsed.TotalSeconds:0.0} s, {Rate(done, bytes > 0 ? sent : 0, watch.Elapsed)}");
        }
    }
}
