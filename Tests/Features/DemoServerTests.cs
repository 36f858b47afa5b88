using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>Tests that each have a server of their own, with four of its demo people signed in.</summary>
public abstract class DemoServerTests : OwnServerTests
{
    protected Person Super { get; private set; } = null!;
    protected Person Coach { get; private set; } = null!;
    protected Person Coachee { get; private set; } = null!;

    [SetUp]
    public async Task SignIn()
    {
        Super = await Server.SignInAsync("super@demo.test");
        Coach = await Server.SignInAsync("coach@demo.test");
        Coachee = await Server.SignInAsync("coachee@demo.test");
    }

    [TearDown]
    public void Leave()
    {
        foreach (var person in new[] { Super, Coach, Coachee })
            person.Dispose();
    }
}
