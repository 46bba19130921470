using Dam.Domain.Assets;
using Dam.Domain.Media;
using Dam.Domain.Scanning;

namespace Dam.Domain.Processing;

/// <summary>Asks a scanner, before anything else reads the file. What is found ends processing in quarantine; where the scanner does not answer, the file waits.</summary>
public sealed class ScanStage(IContentScanner scanner) : IProcessingStage
{
    public string Name => AssetVersion.ScanStage;

    public bool IsNeeded => true;

    public bool AppliesTo(ProcessingWork work) => scanner.IsOn && !work.IsReleased;

    public async Task RunAsync(ProcessingWork work, CancellationToken ct)
    {
        const string tooLarge = "SCAN_TOO_LARGE";
        await using var content = await work.OpenAsync(ct);
        switch (await scanner.ScanAsync(content, ct))
        {
            case { Result: ScanResult.Infected, Threat: var threat }:
                work.Threat = threat ?? "malware";
                break;
            case { Result: ScanResult.TooLarge } when scanner.PassesTooLarge:
                work.Note(new ProcessingProblem(Name, tooLarge, "The file is larger than the scanner takes; it was not scanned."));
                break;
            case { Result: ScanResult.TooLarge }:
                throw new MediaException(tooLarge, "The file is larger than the scanner takes; it was not scanned, and is not given out.");
        }
    }
}
