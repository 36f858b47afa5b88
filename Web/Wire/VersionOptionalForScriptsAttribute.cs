namespace CoachingPlatform.Web.Wire;

/// <summary>
/// A route that scripts may call without naming a version. Pages have to: a header of one's own is what a browser lets no page of
/// another origin send unasked.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VersionOptionalForScriptsAttribute : Attribute;
