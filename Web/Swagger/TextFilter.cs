using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CoachingPlatform.Web.Swagger;

/// <summary>Puts the texts of the code where readers of the document look for them, and says which parts of a request must be there.</summary>
internal sealed partial class TextFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.Summary is { } text)
        {
            text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            operation.Description = text;
            operation.Summary = SentenceEnd().Split(text, 2)[0].TrimEnd('.');
        }
        if (operation.RequestBody is OpenApiRequestBody body)
            body.Required = context.ApiDescription.ParameterDescriptions.Any(IsRequiredInBody);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(
            parameter => parameter.In is ParameterLocation.Path && string.IsNullOrEmpty(parameter.Description)) ?? [])
            parameter.Description = Describe(parameter.Name!, context.ApiDescription.RelativePath!);
    }

    private static bool IsRequiredInBody(ApiParameterDescription parameter) =>
        (parameter.Source == BindingSource.Body || parameter.Source == BindingSource.Form) && parameter.IsRequired;

    /// <summary><c>goalId</c> is the id of a goal, and so is <c>id</c> below <c>goals</c>.</summary>
    private static string Describe(string name, string path)
    {
        if (name == "provider")
            return "Which one.";
        var of = name == "id" ? path.Split("/{id}")[0].Split('/')[^1].TrimEnd('s') : name[..^"Id".Length];
        of = of == "coaching_session_serie" ? "series" : WordStart().Replace(of.Replace('_', ' '), " $0").ToLower(CultureInfo.InvariantCulture);
        return $"Id of the {of}.";
    }

    [GeneratedRegex(@"(?<=\.)\s(?=\p{Lu})|(?<=[^.]):\s|;\s")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"(?<!^)\p{Lu}")]
    private static partial Regex WordStart();
}
