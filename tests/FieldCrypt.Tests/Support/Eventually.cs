namespace FieldCrypt.Tests.Support;

/// <summary>Waits for what happens on other threads; fails after a bound that no working machine reaches.</summary>
public static class Eventually
{
    public static async Task ShouldBeTrueAsync(Func<bool> condition, string what)
    {
        for (int i = 0; i < 3000 && !condition(); i++)
            await Task.Delay(5);
        condition().ShouldBeTrue(what);
    }
}
