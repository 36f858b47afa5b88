using CoachingPlatform.Application.Wire;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CoachingPlatform.Web.Wire;

/// <summary>Ids, enums and days in path and query, understood as in bodies.</summary>
internal sealed class WireBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        var type = context.Metadata.UnderlyingOrModelType;
        if (type.IsEnum)
            return new Binder(text => WireEnum.TryParse(type, text, out var value) ? value : null,
                $"One of {string.Join(", ", WireEnum.NamesOf(type))} is expected.");
        if (type == typeof(Guid))
            return new Binder(text => GuidConverter.TryParse(text, out var id) ? id : null, GuidConverter.Expectation);
        if (type == typeof(DateOnly))
            return new Binder(text => WireTime.TryParse(text, out var time) ? DateOnly.FromDateTime(time) : null,
                "A date is expected, for example 2026-06-30.");
        return null;
    }

    private sealed class Binder(Func<string?, object?> parse, string expectation) : IModelBinder
    {
        public Task BindModelAsync(ModelBindingContext bindingContext)
        {
            var given = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
            if (given == ValueProviderResult.None)
                return Task.CompletedTask;
            bindingContext.ModelState.SetModelValue(bindingContext.ModelName, given);
            if (parse(given.FirstValue) is { } value)
                bindingContext.Result = ModelBindingResult.Success(value);
            else
                bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, $"{bindingContext.ModelName}: {expectation}");
            return Task.CompletedTask;
        }
    }
}
