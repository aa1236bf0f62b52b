using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using FieldCrypt;

namespace Shop.Storage;

public class StoredCard
{
    public int Id { get; set; }
    [Encrypted] public string Pan { get; set; } = "";
    public string Brand { get; set; } = "";
    public string MaskedPan { get; set; } = "";
}

public class ShopContext : DbContext
{
    public DbSet<StoredCard> Cards => Set<StoredCard>();
}

public class EntryForm
{
    public TextField CvvField { get; } = new();
    public TextField NameField { get; } = new();
}

public class TextField
{
    public string Text { get; set; } = "";
    public string Value { get; set; } = "";
}

public class Ledger(ShopContext db, SqliteConnection connection)
{
    public async Task RawSql(StoredCard card)
    {
        await db.Database.ExecuteSqlAsync($"UPDATE Cards SET Pan = {card.Pan} WHERE Id = {card.Id}"); // leak FC3013
        await db.Database.ExecuteSqlRawAsync("UPDATE Cards SET Pan = {0} WHERE Id = {1}", card.Pan, card.Id); // leak FC3013
        await db.Database.ExecuteSqlAsync($"UPDATE Cards SET Brand = {card.Brand} WHERE Id = {card.Id}"); // fine
        var found = db.Cards.FromSql($"SELECT * FROM Cards WHERE Pan = {card.Pan}"); // leak FC3013
        var named = db.Cards.FromSql($"SELECT * FROM Cards WHERE Brand = {card.Brand}").Where(c => c.Pan == card.Pan); // fine
    }

    public void Commands(StoredCard card, EntryForm form, string cardNumber)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO Cards (Pan) VALUES ('" + card.Pan + "')"; // leak FC3013
        command.CommandText = $"DELETE FROM Cards WHERE Id = {card.Id}"; // fine
        command.Parameters.AddWithValue("@pan", card.Pan); // leak FC3013
        command.Parameters.AddWithValue("@cvv", form.CvvField.Text); // leak FC3013
        command.Parameters.AddWithValue("@name", form.NameField.Text); // fine
        command.Parameters.AddWithValue("@brand", card.Brand); // fine
        command.Parameters.AddWithValue("@masked", card.MaskedPan); // fine
        command.Parameters.AddWithValue("@lastFour", card.Pan[^4..]); // fine
        command.Parameters.AddWithValue("@sealed", Encrypt(card.Pan)); // fine
        command.Parameters.Add(new SqliteParameter("@pan", card.Pan)); // leak FC3013
        command.Parameters.Add(new SqliteParameter("@brand", card.Brand)); // fine
        command.Parameters.Add(new SqliteParameter("@pan", SqliteType.Text)); // fine
        command.Parameters.Add("@pan", SqliteType.Text).Value = card.Pan; // leak FC3013
        command.Parameters.Add("@pan", SqliteType.Text, 19).Value = (object?)cardNumber ?? DBNull.Value; // leak FC3013
        command.Parameters.Add("@brand", SqliteType.Text).Value = card.Brand; // fine
        command.Parameters["@pan"].Value = card.Pan; // leak FC3013
        command.Parameters["@pan"].Value = DBNull.Value; // fine
        command.Parameters["@pan"].Value = card.MaskedPan; // fine
        command.Parameters.Add(new SqliteParameter("@pan", SqliteType.Text, 19) { Value = card.Pan }); // leak FC3013
        command.Parameters.Add(new SqliteParameter { ParameterName = "@pan", Value = cardNumber }); // leak FC3013
        command.Parameters.Add(new SqliteParameter { ParameterName = "@brand", Value = card.Brand }); // fine
        form.CvvField.Value = card.Brand; // fine

        string sql = $"SELECT Id FROM Cards WHERE Pan = '{cardNumber}'";
        command.CommandText = sql; // leak FC3013
    }

    public void Parameters(StoredCard card, List<string> pans, Dictionary<string, object> parameters)
    {
        pans.Add(card.Pan); // fine
        parameters.Add("pan", card.Pan); // fine
        Execute(() => pans.Count); // fine
    }

    private static string Encrypt(string value) => value;

    private static void Execute(Func<int> work) => work();
}
