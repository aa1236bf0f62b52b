using FieldCrypt;

namespace @event.@class
{
    public class @struct
    {
        [Encrypted] public string? @string { get; set; }
        [Encrypted] public string? value { get; set; }
        [Encrypted] public string? stored { get; set; }
        [Encrypted] public string? Pan { get; set; }
        [Encrypted] public string? EncryptPan { get; set; }
        [Encrypted] public string? DecryptPan { get; set; }
        [Encrypted] public string? @await { get; set; }
        [Encrypted] public string? Größe { get; set; }
        [Encrypted] public string? structEncryption { get; set; }
        [Encrypted] public new string? Equals { get; set; }
    }
}

public class Accessors
{
    [Encrypted] public string? Other;
    [Encrypted] public string? get_Other { get; set; }
}

namespace Taken
{
    public class Card
    {
        [Encrypted(Context = "Land=Österreich")] public string? 番号 { get; set; }
    }

    public class CardEncryption;
}

namespace TakenByNamespace
{
    public class Card
    {
        [Encrypted] public string? Pan { get; set; }
    }

    namespace CardEncryption
    {
        public class Other;
    }
}

namespace One
{
    public class Card
    {
        [Encrypted] public string? Pan { get; set; }
    }

    public class card
    {
        [Encrypted] public string? Pan { get; set; }
    }
}

namespace Two
{
    public class Card
    {
        [Encrypted] public string? Pan { get; set; }
    }
}

public class Card
{
    [Encrypted] public string? Pan { get; set; }
}
