namespace Dam.Import.Rows;

/// <summary>All files of a folder and of those in it, in the order of their names. What begins with a dot is left out, as are the notes that systems leave in folders.</summary>
internal static class FolderRows
{
    private static readonly string[] Notes = ["Thumbs.db", "desktop.ini"];

    /// <param name="except">The report of this run.</param>
    public static List<ImportRow> Read(string folder, string? except)
    {
        // Links are not followed: a circle of them would never end.
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.System, IgnoreInaccessible = false };
        return
        [
            .. Directory.EnumerateFiles(folder, "*", options)
                .Select(path => (Name: Path.GetRelativePath(folder, path), Path: path))
                .Where(file => !file.Name.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.')) && !Notes.Contains(Path.GetFileName(file.Name), StringComparer.OrdinalIgnoreCase))
                .Where(file => Path.GetFullPath(file.Path) != except)
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => new ImportRow(file.Name, file.Path)),
        ];
    }
}
