using CsCheck;

namespace FieldCrypt.Analyzers.Tests.Names;

public class NameCacheTests
{
    [Fact]
    public void Answers_are_those_of_the_function_and_never_more_are_kept_than_fit() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 60].Array[0, 300]).Sample((capacity, numbers) =>
        {
            var cache = new NameCache<int>(static name => int.Parse(name, System.Globalization.CultureInfo.InvariantCulture), capacity);
            return numbers.All(number => cache.Of($"{number}") == number && cache.Count <= capacity);
        });

    [Fact]
    public void A_name_that_is_remembered_is_not_asked_about_again()
    {
        int asked = 0;
        var cache = new NameCache<int>(name => ++asked, capacity: 2);

        cache.Of("a").ShouldBe(cache.Of("a"));
        cache.Of("b");
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task Many_threads_get_right_answers_and_the_bound_holds_afterwards()
    {
        const int Capacity = 100;
        var cache = new NameCache<string>(static name => name + "!", Capacity);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 20_000; i++)
                cache.Of($"{thread}/{i}").ShouldBe($"{thread}/{i}!");
        })));

        // One name of each other thread, added while a full cache was emptied, may go uncounted.
        cache.Count.ShouldBeLessThanOrEqualTo(Capacity + 4);
    }
}
