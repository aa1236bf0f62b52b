namespace LeakyShop.Checkout;

public record PaymentRequest(string CardNumber, string Cvv, string Email, decimal Amount);
