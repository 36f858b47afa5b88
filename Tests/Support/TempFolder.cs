namespace CoachingPlatform.Tests.Support;

/// <summary>A folder that goes away with the test.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("coaching-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        DatabaseUnderTest.Forget(this);
        if (Directory.Exists(Path))   // a web application factory disposes twice
            Directory.Delete(Path, recursive: true);
    }
}
