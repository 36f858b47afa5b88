namespace CoachingPlatform.Web;

/// <summary>
/// While the server starts, what goes wrong is said in one line. The frameworks' own accounts of it, with their traces, are left out
/// until then, unless a setting asks for one of these categories by its full name.
/// </summary>
internal sealed class QuietStart : ConfigurationProvider, IConfigurationSource
{
    private static readonly string[] Categories =
        ["Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.StaticFiles", "Microsoft.EntityFrameworkCore.Database", "Microsoft.Extensions.Hosting.Internal"];

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load()
    {
        foreach (var category in Categories)
            Set($"Logging:LogLevel:{category}", nameof(LogLevel.None));
    }

    public void End()
    {
        Data.Clear();
        OnReload();
    }
}
