using System.Runtime.InteropServices;

namespace CoachingPlatform.Web;

/// <summary>How many files and sockets the operating system lets this process have open (<c>ulimit -n</c>).</summary>
internal static class Descriptors
{
    /// <summary>
    /// Kept for everything that is no connection of a client: 400 for the program's own files, of which the runtime keeps two
    /// descriptors each; the rest for two pools of database connections, for mail, Redis and the outside.
    /// </summary>
    private const int Reserved = 600;

    /// <summary>Where there is less than that, a start needs so much that hardly any are left.</summary>
    private const int LeastShare = 8;

    /// <summary>How many may go to connections of clients; null: the system does not say, or sets no limit.</summary>
    public static int? ForConnections() => Limit() is { } limit ? Math.Max(limit - Reserved, limit / LeastShare) : null;

    private static int? Limit()
    {
        var resource = OperatingSystem.IsLinux() ? 7 : OperatingSystem.IsMacOS() ? 8 : -1;   // RLIMIT_NOFILE
        if (resource < 0 || GetLimit(resource, out var limit) != 0)
            return null;
        return limit.Current < int.MaxValue ? (int)limit.Current : null;
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limits
    {
        public readonly ulong Current;
        public readonly ulong Most;
    }
}
