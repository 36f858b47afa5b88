using System.Collections;
using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.Wire;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CoachingPlatform.Web.Wire;

/// <summary>Ids, enums, days, and sets of them with commas between their values, in path and query, understood as in bodies.</summary>
internal sealed class WireBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        var type = context.Metadata.UnderlyingOrModelType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlySet<>))
        {
            var element = type.GetGenericArguments()[0];
            return new SetBinder(element, ParserOf(element) ?? throw new NotSupportedException($"Sets of {element} are not bound."));
        }
        return ParserOf(type) is { } parser ? new Binder(parser) : null;
    }

    private static Parser? ParserOf(Type type)
    {
        if (type.IsEnum)
            return new Parser(text => WireEnum.TryParse(type, text, out var value) ? value : null, WireEnum.ExpectationOf(type));
        if (type == typeof(Guid))
            return new Parser(text => GuidConverter.TryParse(text, out var id) ? id : null, GuidConverter.Expectation);
        if (type == typeof(DateOnly))
            return new Parser(
                text => WireTime.TryParse(text, out var time) ? DateOnly.FromDateTime(time) : null,
                "A date is expected, for example 2026-06-30.");
        if (type == typeof(Assignee))
            return new Parser(text => Assignee.TryParse(text, out var assignee) ? assignee : null, Assignee.Expectation);
        return null;
    }

    /// <param name="Parse">Null for what is not a value.</param>
    /// <param name="Expectation">What is said then.</param>
    private sealed record Parser(Func<string?, object?> Parse, string Expectation);

    private class Binder(Parser parser) : IModelBinder
    {
        protected Parser Parser { get; } = parser;

        public Task BindModelAsync(ModelBindingContext bindingContext)
        {
            var given = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
            if (given == ValueProviderResult.None)
                return Task.CompletedTask;
            bindingContext.ModelState.SetModelValue(bindingContext.ModelName, given);
            if (Bind(given) is { } value)
                bindingContext.Result = ModelBindingResult.Success(value);
            else
                bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, $"{bindingContext.ModelName}: {Parser.Expectation}");
            return Task.CompletedTask;
        }

        protected virtual object? Bind(ValueProviderResult given) => Parser.Parse(given.FirstValue);
    }

    /// <summary>
    /// Blanks around a value do not count, and neither do empty values; the parameter may also stand there several times.
    /// </summary>
    private sealed class SetBinder(Type element, Parser parser) : Binder(parser)
    {
        protected override object? Bind(ValueProviderResult given)
        {
            var values = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
            foreach (var text in given.SelectMany(
                part => part.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            {
                if (Parser.Parse(text) is not { } value)
                    return null;
                values.Add(value);
            }
            return Activator.CreateInstance(typeof(HashSet<>).MakeGenericType(element), values);
        }
    }
}
