using FieldCrypt;

namespace Shop;

public class Card(string pan)
{
    private string _holder = "";
    private string? m_issuer;

    [Encrypted] public string Pan { get; } = pan;

    [Encrypted] public string Holder { get => _holder; }

    [Encrypted] public string? Issuer { set => m_issuer = value; }

    [Encrypted] public string? Name { get; private set; }

    [Encrypted] public required string Number { get; init; }

    public int Length => _holder.Length + (m_issuer?.Length ?? 0);
}
