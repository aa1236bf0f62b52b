namespace LeakyShop.Model;

public class Order
{
    public int Id { get; set; }

    public decimal Total { get; set; }

    public string Note { get; set; } = "";

    public string CardLast4 { get; set; } = "";
}
