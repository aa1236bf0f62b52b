using FieldCrypt;

namespace Shop;

public class Card
{
    [Encrypted] private string _pan = "";
    [Encrypted] private readonly int _month = 1, _year = 30;

    public string Masked => _pan.Length + "/" + _month + "/" + _year;

    public void Change(string pan) => _pan = pan;
}
