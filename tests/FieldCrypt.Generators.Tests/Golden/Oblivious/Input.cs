#nullable disable
using FieldCrypt;

namespace Shop
{
    public class Card
    {
        [Encrypted] public string Pan { get; set; }
        [Encrypted] public byte[] Chip { get; set; }
        [Encrypted] public int? Month { get; set; }
    }
}
