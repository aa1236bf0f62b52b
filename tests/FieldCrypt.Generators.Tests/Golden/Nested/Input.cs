using FieldCrypt;

namespace Shop;

public class Outer
{
    public class Card
    {
        [Encrypted] public string Pan { get; set; } = "";

        internal struct Inner_Part
        {
            [Encrypted] internal Kind Kind { get; set; }
        }
    }

    internal enum Kind : byte { Debit, Credit }
}

public class Outer_Card
{
    [Encrypted] public string Pan { get; set; } = "";
}
