using System.Globalization;
using System.Text;

namespace CoachingPlatform.Tools.SseTestClient.Benchmark;

/// <summary>The table of a benchmark: what was measured, in the order in which it first was.</summary>
internal sealed class BenchmarkReport
{
    private readonly List<string> _measures = [];
    private readonly Dictionary<string, List<(double Server, double? Limit)>> _values = [];

    /// <param name="limit">The same at the server compared with; null: it has none.</param>
    public void Add(string measure, double server, double? limit)
    {
        if (!_values.TryGetValue(measure, out var values))
        {
            _values[measure] = values = [];
            _measures.Add(measure);
        }
        values.Add((server, limit));
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Line("", "server", "limit", "ratio");
        foreach (var measure in _measures)
        {
            var values = _values[measure];
            var ratios = values.Where(v => v.Limit > 0).Select(v => v.Server / v.Limit!.Value).ToList();
            Line(
                measure, Number(Median(values.Select(v => v.Server))),
                ratios.Count == 0 ? "" : Number(Median(values.Select(v => v.Limit ?? 0))),
                ratios.Count == 0 ? "" : Median(ratios).ToString("0.00", CultureInfo.InvariantCulture));
        }
        return text.ToString();

        void Line(string measure, string server, string limit, string ratio) =>
            text.AppendLine($"{measure,-58}{server,12}{limit,12}{ratio,8}".TrimEnd());
    }

    private static string Number(double value) => value.ToString(value < 100 ? "0.##" : "#,##0", CultureInfo.InvariantCulture);
}
