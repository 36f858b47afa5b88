namespace CoachingPlatform.Web.Wire;

/// <summary>A route that is also open to clients which cannot set headers.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class AnyVersionAttribute : Attribute;
