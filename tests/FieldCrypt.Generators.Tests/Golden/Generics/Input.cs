using FieldCrypt;

namespace Shop;

public class Holder<T>
    where T : class
{
    [Encrypted] public string Name { get; set; } = "";

    public T? Value { get; set; }

    public class Inner<TKey, TValue>
    {
        [Encrypted] public int? Number { get; set; }
    }
}

public class Pair
{
    [Encrypted] public string Left { get; set; } = "";
}

public class Pair<TLeft, TRight>
{
    [Encrypted] public Choice<int>.Kind Kind { get; set; }
}

public class Choice<T>
{
    public enum Kind { First, Second }
}
