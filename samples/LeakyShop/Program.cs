using FieldCrypt;
using LeakyShop.Checkout;
using LeakyShop.Model;
using Microsoft.EntityFrameworkCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddMemoryCache();
builder.Services.AddScoped<PaymentService>();
builder.Services.AddFieldCrypt(keys => keys.UseEmbeddedKeyStore("leakyshop.fck", options => options.UsePassphrase(() => "correct horse battery staple")));
builder.Services.AddDbContext<ShopContext>(options => options.UseSqlite("Data Source=leakyshop.db"));

var app = builder.Build();
app.MapPost("/pay", (PaymentRequest request, PaymentService payments) => payments.PayAsync(request));
app.MapGet("/cards", (ShopContext db) => db.Cards.ToListAsync());
app.MapGet("/gifts", (ShopContext db) => db.GiftMessages.Select(gift => gift.Recipient).ToListAsync());
app.Run();
