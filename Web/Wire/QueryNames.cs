using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using CoachingPlatform.Application;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace CoachingPlatform.Web.Wire;

/// <summary>
/// The members of a filter are query parameters: by the names that they would have in JSON, and expected where C# requires them.
/// </summary>
internal sealed class QueryNames : IBindingMetadataProvider
{
    public void CreateBindingMetadata(BindingMetadataProviderContext context)
    {
        if (context.Key is not { MetadataKind: ModelMetadataKind.Property, PropertyInfo: { } property }
            || property.DeclaringType?.Assembly != typeof(IAppDb).Assembly)
            return;
        context.BindingMetadata.BinderModelName =
            property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        context.BindingMetadata.IsBindingRequired = property.IsDefined(typeof(RequiredMemberAttribute));
    }
}
