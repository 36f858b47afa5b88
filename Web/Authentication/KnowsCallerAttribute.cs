namespace CoachingPlatform.Web.Authentication;

/// <summary>A route that is open to everybody and still asks whether, and as whom, the caller is signed in.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KnowsCallerAttribute : Attribute;
