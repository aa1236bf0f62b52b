using FieldCrypt;

namespace Shop;

public partial class Card
{
    [Encrypted] public string Pan { get; set; } = "";

    [Encrypted] public partial string Holder { get; set; }
}
