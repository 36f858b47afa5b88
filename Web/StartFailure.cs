using System.Data.Common;
using System.Text.RegularExpressions;
using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web;

/// <summary>
/// Puts into one line what an operator can mend. What is none of these is a fault of the program, and stays an exception.
/// </summary>
internal static partial class StartFailure
{
    public static string? Describe(Exception error) => error switch
    {
        StartFailedException or PlatformException => error.Message,
        AggregateException several when several.InnerExceptions.Select(Describe)
            .ToList() is var reasons =>   // settings of several sections
            reasons.Contains(null) ? null : string.Join(' ', reasons),
        DbException => OneLine($"The database cannot be used: {error.Message} Check ConnectionStrings:Database."),   // lost again meanwhile
        OptionsValidationException wrong => string.Join(' ', wrong.Failures.Select(failure => Describe(failure, wrong.OptionsType))),
        InvalidOperationException when Unconvertible().Match(error.Message) is { Success: true } value =>
            $"{value.Groups["key"]} is \"{value.Groups["value"]}\", but has to be {Expected(value.Groups["type"].Value)}.",
        InvalidOperationException { Source: "Microsoft.Extensions.Logging.Configuration" } =>
            $"Logging:LogLevel: {error.Message} A level is {Expected(typeof(LogLevel).FullName!)}.",
        InvalidDataException => OneLine($"{error.Message} {error.GetBaseException().Message}"),   // a file of settings that is not JSON
        DirectoryNotFoundException when Path.IsPathRooted(error.Message) => $"There is no folder {error.Message}: check --contentRoot.",
        IOException or UnauthorizedAccessException => OneLine(error.Message),   // a file of settings, or the content root
        _ => null,
    };

    public static string OneLine(string text) => Blanks().Replace(text, " ");

    /// <summary>The framework names the class of the options and its member; operators know the setting.</summary>
    private static string Describe(string failure, Type options) =>
        Annotation().Match(failure) is { Success: true } annotation
            ? Member().Replace(annotation.Groups["message"].Value, $"{options.GetField("Section")?.GetValue(null)}:${{member}} ")
            : failure;

    private static string Expected(string type) => type switch
    {
        "System.Int32" or "System.Int64" => "a whole number",
        "System.TimeSpan" => "a time such as 00:00:15",
        "System.Boolean" => "true or false",
        _ when AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(type))
            .FirstOrDefault(found => found is { IsEnum: true })
            is { } names => $"one of {string.Join(", ", Enum.GetNames(names))}",
        _ => $"a {type}",
    };

    [GeneratedRegex("^Failed to convert configuration value '(?<value>.*)' at '(?<key>.*)' to type '(?<type>.*)'")]
    private static partial Regex Unconvertible();

    [GeneratedRegex("with the error: '(?<message>.*)'\\.$")]
    private static partial Regex Annotation();

    [GeneratedRegex("^The (field )?(?<member>\\w+) (field )?(?=must|is)")]
    private static partial Regex Member();

    [GeneratedRegex("\\s+")]
    private static partial Regex Blanks();
}
