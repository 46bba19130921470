using Dam.Domain.Assets;
using Microsoft.Extensions.Configuration;

namespace Dam.Infrastructure.Uploads;

/// <summary>The settings <c>Dam:HotFolder:*</c>.</summary>
/// <param name="Path">Absolute, without links.</param>
internal sealed record HotFolderOptions(string Path)
{
    public const string Section = "Dam:HotFolder";

    public DuplicatePolicy OnDuplicate { get; init; } = DuplicatePolicy.ReturnExisting;

    /// <summary>How often to look.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a file has to stay as it is before it is taken for whole.</summary>
    public TimeSpan StableFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Files at a time.</summary>
    public int Parallelism { get; init; } = 2;

    /// <summary>Null when there is no such folder to watch.</summary>
    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public static HotFolderOptions? From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (section[nameof(Path)] is not { Length: > 0 } path)
        {
            return null;
        }

        var usual = new HotFolderOptions(System.IO.Path.GetFullPath(path));
        var policy = section[nameof(OnDuplicate)];
        var options = usual with
        {
            OnDuplicate = policy is null ? usual.OnDuplicate
                : Enum.TryParse<DuplicatePolicy>(policy, out var parsed) && Enum.IsDefined(parsed) ? parsed
                : throw new InvalidOperationException($"{Section}:{nameof(OnDuplicate)}: \"{policy}\" is none of {string.Join(", ", Enum.GetNames<DuplicatePolicy>())}."),
            Poll = section.GetValue(nameof(Poll), usual.Poll),
            StableFor = section.GetValue(nameof(StableFor), usual.StableFor),
            Parallelism = section.GetValue(nameof(Parallelism), usual.Parallelism),
        };
        return options is { Parallelism: > 0 } && options.Poll > TimeSpan.Zero && options.StableFor >= TimeSpan.Zero
            ? options
            : throw new InvalidOperationException($"{Section}: {nameof(Poll)} and {nameof(Parallelism)} must be positive, {nameof(StableFor)} not negative.");
    }
}
