using System.Linq.Expressions;

namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

/// <summary>Every way to ask the database about ciphertext that we could think of, by name; each with the property at fault.</summary>
internal static class RefusedQueries
{
    private static readonly string s_text = "AT01";
    private static readonly List<string> s_list = ["AT01", "AT02"];
    private static readonly int s_number = 10;
    private static readonly byte[] s_bytes = [1, 2, 3];

    public static IReadOnlyDictionary<string, (string Property, Func<BankContext, Task> Run)> All { get; } = new Dictionary<string, (string, Func<BankContext, Task>)>
    {
        // Comparisons
        ["== constant"] = Where("Account.Iban", a => a.Iban == "AT01"),
        ["== variable"] = Where("Account.Iban", a => a.Iban == s_text),
        ["== on the left"] = Where("Account.Iban", a => "AT01" == a.Iban),
        ["!= variable"] = Where("Account.Iban", a => a.Iban != s_text),
        ["== nullable variable"] = Where("Account.Nickname", a => a.Nickname == s_text),
        ["Equals"] = Where("Account.Iban", a => a.Iban.Equals(s_text)),
        ["static Equals"] = Where("Account.Iban", a => string.Equals(a.Iban, s_text)),
        ["object Equals"] = Where("Account.Points", a => Equals(a.Points, s_number)),
        ["== number"] = Where("Account.Points", a => a.Points == s_number),
        ["== decimal"] = Where("Account.Limit", a => a.Limit == 100m),
        ["== enum"] = Where("Account.Tier", a => a.Tier == Tier.Gold),
        ["== date"] = Where("Account.Birthday", a => a.Birthday == new DateOnly(1990, 1, 2)),
        ["== bytes"] = Where("Account.Photo", a => a.Photo == s_bytes),
        ["== text storage"] = Where("Account.Memo", a => a.Memo == s_text),
        ["== true"] = Where("Account.Blocked", a => a.Blocked == true),
        ["== itself"] = Where("Account.Iban", a => a.Iban == a.Iban + ""),
        ["== plain column"] = Where("Account.Iban", a => a.Iban == a.Branch),
        ["plain column =="] = Where("Account.Iban", a => a.Branch == a.Iban),
        ["== other encrypted column"] = Where("Account.Iban", a => a.Iban == a.Nickname),
        ["bytes == plain bytes"] = Where("Account.Photo", a => a.Raw == a.Photo),
        ["Contains in list"] = Where("Account.Iban", a => s_list.Contains(a.Iban)),
        ["Contains in inline array"] = Where("Account.Iban", a => new[] { "AT01", s_text }.Contains(a.Iban)),
        ["Contains in constant list"] = Where("Account.Iban", a => EF.Constant(s_list).Contains(a.Iban)),
        ["Contains in parameter list"] = Where("Account.Iban", a => EF.Parameter(s_list).Contains(a.Iban)),
        ["Contains in array of columns"] = Where("Account.Iban", a => new[] { a.Iban, a.Branch }.Contains(s_text)),
        ["Contains in array of encrypted columns"] = Where("Account.Nickname", a => new[] { a.Iban, a.Nickname }.Contains(s_text)),
        ["array with a column, ordered"] = Where("Account.Iban", a => new[] { a.Branch, a.Iban }.OrderBy(x => x).First() == s_text),
        ["array with a column, counted"] = Where("Account.Iban", a => new[] { a.Branch, a.Iban }.Count(x => x == "b") == 1),
        ["pattern on a concatenation"] = Where("Account.Iban", a => EF.Functions.Like(a.Branch + a.Iban, "x%")),
        ["Any in list"] = Where("Account.Iban", a => s_list.Any(item => item == a.Iban)),
        ["All in list"] = Where("Account.Iban", a => s_list.All(item => item != a.Iban)),
        ["negation"] = Where("Account.Iban", a => !(a.Iban == s_text)),
        ["behind and"] = Where("Account.Iban", a => a.Id > 0 && a.Iban == s_text),
        ["behind or"] = Where("Account.Iban", a => a.Id > 0 || a.Iban == s_text),
        ["bool as condition"] = Where("Account.Blocked", a => a.Blocked),
        ["negated bool"] = Where("Account.Blocked", a => !a.Blocked),
        ["conditional in condition"] = Where("Account.Iban", a => (a.Id > 1 ? a.Iban : a.Branch) == s_text),
        ["conditional bool"] = Where("Account.Blocked", a => a.Id > 1 ? a.Blocked : false),

        // Order, ranges, patterns, functions
        ["<"] = Where("Account.Points", a => a.Points < s_number),
        [">="] = Where("Account.Points", a => a.Points >= 10),
        ["between"] = Where("Account.Points", a => a.Points > 1 && a.Points < 100),
        ["range of dates"] = Where("Account.Birthday", a => a.Birthday > new DateOnly(1980, 1, 1)),
        ["Compare"] = Where("Account.Iban", a => string.Compare(a.Iban, s_text) > 0),
        ["CompareTo"] = Where("Account.Iban", a => a.Iban.CompareTo("AT") >= 0),
        ["StartsWith constant"] = Where("Account.Iban", a => a.Iban.StartsWith("AT")),
        ["StartsWith variable"] = Where("Account.Iban", a => a.Iban.StartsWith(s_text)),
        ["EndsWith"] = Where("Account.Iban", a => a.Iban.EndsWith("01")),
        ["Contains substring"] = Where("Account.Iban", a => a.Iban.Contains("T0")),
        ["Contains in text storage"] = Where("Account.Memo", a => a.Memo!.Contains("fir")),
        ["pattern from column"] = Where("Account.Iban", a => a.Branch.Contains(a.Iban)),
        ["Like"] = Where("Account.Iban", a => EF.Functions.Like(a.Iban, "AT%")),
        ["IndexOf"] = Where("Account.Iban", a => a.Iban.IndexOf("T") == 1),
        ["Length"] = Where("Account.Iban", a => a.Iban.Length == 4),
        ["IsNullOrEmpty"] = Where("Account.Nickname", a => string.IsNullOrEmpty(a.Nickname)),
        ["IsNullOrWhiteSpace"] = Where("Account.Nickname", a => string.IsNullOrWhiteSpace(a.Nickname)),
        ["ToUpper =="] = Where("Account.Iban", a => a.Iban.ToUpper() == "AT01"),
        ["Trim =="] = Where("Account.Iban", a => a.Iban.Trim() == "AT01"),
        ["Collate"] = Where("Account.Iban", a => EF.Functions.Collate(a.Iban, "C") == "AT01"),
        ["arithmetic"] = Where("Account.Points", a => a.Points + 1 == 11),
        ["modulo"] = Where("Account.Points", a => a.Points % 2 == 0),
        ["negate"] = Where("Account.Points", a => -a.Points < 0),
        ["bit and"] = Where("Account.Points", a => (a.Points & 1) == 1),
        ["date part"] = Where("Account.Birthday", a => a.Birthday!.Value.Year == 1990),
        ["coalesce in condition"] = Where("Account.Nickname", a => (a.Nickname ?? "none") == "none"),
        ["byte length"] = Where("Account.Photo", a => a.Photo!.Length == 3),
        ["byte contains"] = Where("Account.Photo", a => a.Photo!.Contains((byte)2)),
        ["HasFlag"] = Where("Account.Tier", a => a.Tier.HasFlag(Tier.Gold)),
        ["ToString =="] = Where("Account.Points", a => a.Points.ToString() == "10"),

        // Projections that compute
        ["Select Length"] = Select("Account.Iban", a => a.Iban.Length),
        ["Select ToUpper"] = Select("Account.Iban", a => a.Iban.ToUpper()),
        ["Select Substring"] = Select("Account.Iban", a => a.Iban.Substring(0, 2)),
        ["Select concatenation"] = Select("Account.Iban", a => a.Iban + "!"),
        ["Select concatenation in front"] = Select("Account.Iban", a => "#" + a.Iban),
        ["Select coalesce"] = Select("Account.Nickname", a => a.Nickname ?? "none"),
        ["Select coalesce of two"] = Select("Account.Nickname", a => a.Nickname ?? a.Iban),
        ["Select GetValueOrDefault"] = Select("Account.Limit", a => a.Limit.GetValueOrDefault()),
        ["Select cast"] = Select("Account.Points", a => (long)a.Points),
        ["Select arithmetic"] = Select("Account.Points", a => a.Points + 1),
        ["Select comparison"] = Select("Account.Iban", a => a.Iban == s_text),
        ["Select negated bool"] = Select("Account.Blocked", a => !a.Blocked),
        ["Select conditional with constant"] = Select("Account.Iban", a => a.Id > 1 ? a.Iban : "none"),
        ["Select conditional with variable"] = Select("Account.Iban", a => a.Id > 1 ? a.Iban : s_text),
        ["Select conditional with plain column"] = Select("Account.Iban", a => a.Id > 1 ? a.Branch : a.Iban),
        ["Select conditional of two columns"] = Select("Account.Iban", a => a.Id > 1 ? a.Iban : a.Nickname),
        ["Select inside of anonymous type"] = Select("Account.Iban", a => new { a.Id, Start = a.Iban.Substring(0, 2) }),
        ["Select Max of children"] = Select("Entry.Counterpart", a => a.Entries.Max(e => e.Counterpart)),
        ["Select count of children by comparison"] = Select("Entry.Counterpart", a => a.Entries.Count(e => e.Counterpart == "Grocer")),
        ["Select distinct children"] = Select("Entry.Counterpart", a => a.Entries.Select(e => e.Counterpart).Distinct().Count()),

        // Order, grouping, sets
        ["OrderBy"] = Query("Account.Iban", db => db.Accounts.OrderBy(a => a.Iban)),
        ["OrderByDescending"] = Query("Account.Points", db => db.Accounts.OrderByDescending(a => a.Points)),
        ["ThenBy"] = Query("Account.Iban", db => db.Accounts.OrderBy(a => a.Id).ThenBy(a => a.Iban)),
        ["OrderBy conditional"] = Query("Account.Iban", db => db.Accounts.OrderBy(a => a.Id > 1 ? a.Iban : null)),
        ["OrderBy after Select"] = Query("Account.Iban", db => db.Accounts.Select(a => new { a.Iban }).OrderBy(a => a.Iban)),
        ["OrderBy in child collection"] = Query("Entry.Counterpart", db => db.Accounts.Select(a => a.Entries.OrderBy(e => e.Counterpart).ToList())),
        ["ordered Include"] = Query("Entry.Counterpart", db => db.Accounts.Include(a => a.Entries.OrderBy(e => e.Counterpart))),
        ["filtered Include"] = Query("Entry.Counterpart", db => db.Accounts.Include(a => a.Entries.Where(e => e.Counterpart == "Grocer"))),
        ["filtered Include, split"] = Query("Entry.Counterpart", db => db.Accounts.Include(a => a.Entries.Where(e => e.Counterpart == "Grocer")).AsSplitQuery()),
        ["ordered Include, split"] = Query("Entry.Counterpart", db => db.Accounts.Include(a => a.Entries.OrderBy(e => e.Counterpart)).AsSplitQuery()),
        ["GroupBy count"] = Query("Account.Iban", db => db.Accounts.GroupBy(a => a.Iban).Select(g => new { g.Key, Count = g.Count() })),
        ["GroupBy composite"] = Query("Account.Iban", db => db.Accounts.GroupBy(a => new { a.Branch, a.Iban }).Select(g => g.Count())),
        ["GroupBy whole rows"] = Query("Account.Iban", db => db.Accounts.GroupBy(a => a.Iban)),
        ["Having"] = Query("Account.Iban", db => db.Accounts.GroupBy(a => a.Branch).Where(g => g.Max(a => a.Iban) == "x").Select(g => g.Key)),
        ["Max in group"] = Query("Account.Iban", db => db.Accounts.GroupBy(a => a.Branch).Select(g => g.Max(a => a.Iban))),
        ["Distinct in group"] = Query("Account.Iban", db => db.Accounts.GroupBy(a => a.Branch).Select(g => g.Select(a => a.Iban).Distinct().Count())),
        ["first of ordered group"] = Query("Account.Iban", db => db.Accounts.GroupBy(a => a.Branch).Select(g => g.OrderBy(a => a.Iban).First())),
        ["Distinct"] = Query("Account.Iban", db => db.Accounts.Select(a => a.Iban).Distinct()),
        ["Distinct with plain column"] = Query("Account.Iban", db => db.Accounts.Select(a => new { a.Iban, a.Branch }).Distinct()),
        ["Distinct with another row's key"] = Query("Account.Iban", db => db.Entries.Select(e => new { e.Id, e.Account.Iban }).Distinct()),
        ["Union"] = Query("Account.Iban", db => db.Accounts.Select(a => a.Iban).Union(db.Accounts.Select(a => a.Iban))),
        ["Intersect"] = Query("Account.Iban", db => db.Accounts.Select(a => a.Iban).Intersect(db.Accounts.Select(a => a.Iban))),
        ["Except"] = Query("Account.Iban", db => db.Accounts.Select(a => a.Iban).Except(db.Accounts.Select(a => a.Iban))),
        ["Concat of two columns"] = Query("Account.Iban", db => db.Accounts.Select(a => a.Iban).Concat(db.Entries.Select(e => e.Counterpart))),
        ["Concat with plain column"] = Query("Account.Iban", db => db.Accounts.Select(a => a.Branch).Concat(db.Accounts.Select(a => a.Iban))),
        ["filter after Concat"] = Query("Account.Iban", db => db.Accounts.Select(a => a.Iban).Concat(db.Accounts.Select(a => a.Iban)).Where(i => i == "AT01")),

        // Aggregates and single values
        ["Max"] = ("Account.Iban", db => db.Accounts.MaxAsync(a => a.Iban)),
        ["Min"] = ("Account.Points", db => db.Accounts.MinAsync(a => a.Points)),
        ["Sum"] = ("Account.Points", db => db.Accounts.SumAsync(a => a.Points)),
        ["Average"] = ("Account.Points", db => db.Accounts.AverageAsync(a => a.Points)),
        ["count of distinct"] = ("Account.Iban", db => db.Accounts.Select(a => a.Iban).Distinct().CountAsync()),
        ["Any with condition"] = ("Account.Iban", db => db.Accounts.AnyAsync(a => a.Iban == "AT01")),
        ["All"] = ("Account.Iban", db => db.Accounts.AllAsync(a => a.Iban == "AT01")),
        ["Contains in query"] = ("Account.Iban", db => db.Accounts.Select(a => a.Iban).ContainsAsync("AT01")),
        ["First with condition"] = ("Account.Iban", db => db.Accounts.FirstOrDefaultAsync(a => a.Iban == "AT01")),
        ["synchronous query"] = ("Account.Iban", db => Task.FromResult(db.Accounts.Count(a => a.Iban == "AT01"))),

        // Through subqueries, derived tables and joins
        ["subquery in condition"] = Where("Entry.Counterpart", a => a.Entries.OrderBy(e => e.Id).Select(e => e.Counterpart).FirstOrDefault() == "Grocer"),
        ["subquery in ORDER BY"] = Query("Entry.Counterpart", db => db.Accounts.OrderBy(a => a.Entries.OrderBy(e => e.Id).Select(e => e.Counterpart).FirstOrDefault())),
        ["Any on children"] = Where("Entry.Counterpart", a => a.Entries.Any(e => e.Counterpart == "Grocer")),
        ["IN subquery"] = Query("Account.Iban", db => db.Accounts.Where(a => db.Accounts.Select(b => b.Iban).Contains(a.Branch))),
        ["encrypted IN plain subquery"] = Query("Account.Iban", db => db.Accounts.Where(a => db.Accounts.Select(b => b.Branch).Contains(a.Iban))),
        ["filter after Take"] = Query("Account.Iban", db => db.Accounts.OrderBy(a => a.Id).Take(2).Where(a => a.Iban == "AT01")),
        ["filter after Select"] = Query("Account.Iban", db => db.Accounts.Select(a => new { X = a.Iban }).Where(a => a.X == "AT01")),
        ["filter after Take of values"] = Query("Account.Iban", db => db.Accounts.OrderBy(a => a.Id).Select(a => a.Iban).Take(2).Where(i => i == "AT01")),
        ["filter after conditional and Take"] = Query("Account.Iban", db => db.Accounts.OrderBy(a => a.Id).Select(a => a.Id > 1 ? null : a.Iban).Take(2).Where(i => i == "AT01")),
        ["filter through navigation"] = Query("Account.Iban", db => db.Entries.Where(e => e.Account.Iban == "AT01")),
        ["Join"] = Query("Account.Iban", db => db.Accounts.Join(db.Accounts, a => a.Iban, b => b.Iban, (a, b) => b.Id)),
        ["Join with plain column"] = Query("Account.Iban", db => db.Accounts.Join(db.Accounts, a => a.Iban, b => b.Branch, (a, b) => b.Id)),
        ["Join of two encrypted columns"] = Query("Account.Iban", db => db.Accounts.Join(db.Entries, a => a.Iban, e => e.Counterpart, (a, e) => e.Id)),
        ["composite Join"] = Query("Account.Iban", db => db.Accounts.Join(db.Accounts, a => new { a.Id, a.Iban }, b => new { b.Id, b.Iban }, (a, b) => b.Id)),
        ["GroupJoin"] = Query("Account.Iban", db => db.Accounts.GroupJoin(db.Entries, a => a.Iban, e => e.Counterpart, (a, es) => new { a.Id, Count = es.Count() })),
        ["SelectMany with condition"] = Query("Entry.Counterpart", db => db.Accounts.SelectMany(a => a.Entries.Where(e => e.Counterpart == a.Branch))),
        ["EF.Property"] = Query("Account.Iban", db => db.Accounts.Where(a => EF.Property<string>(a, "Iban") == "AT01")),
        ["composed raw SQL"] = Query("Account.Iban", db => db.Accounts.FromSqlRaw("""SELECT * FROM "Accounts" """).Where(a => a.Iban == "AT01")),
        ["ordered raw SQL"] = Query("Account.Iban", db => db.Accounts.FromSqlRaw("""SELECT * FROM "Accounts" """).OrderBy(a => a.Iban)),

        // Bulk
        ["ExecuteDelete with condition"] = ("Account.Iban", db => db.Accounts.Where(a => a.Iban == "AT01").ExecuteDeleteAsync()),
        ["ExecuteUpdate with condition"] = ("Account.Iban", db => db.Accounts.Where(a => a.Iban == "AT01").ExecuteUpdateAsync(s => s.SetProperty(a => a.Branch, "x"))),
        ["ExecuteUpdate plain from encrypted"] = ("Account.Iban", db => db.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Branch, a => a.Iban))),
        ["ExecuteUpdate plain bytes from encrypted"] = ("Account.Photo", db => db.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Raw, a => a.Photo))),
        ["ExecuteUpdate plain from encrypted child"] = ("Entry.Counterpart", db => db.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Branch, a => a.Entries.OrderBy(e => e.Id).Select(e => e.Counterpart).FirstOrDefault()!))),
        ["ExecuteUpdate encrypted from plain"] = ("Account.Iban", db => db.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Iban, a => a.Branch))),
        ["ExecuteUpdate encrypted from encrypted"] = ("Account.Nickname", db => db.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Nickname, a => a.Iban))),
        ["ExecuteUpdate computed"] = ("Account.Points", db => db.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Points, a => a.Points + 1))),
        ["ExecuteUpdate conditional"] = ("Account.Iban", db => db.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Iban, a => a.Id > 1 ? "x" : "y"))),
        ["ExecuteUpdate concatenated"] = ("Account.Iban", db => db.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Iban, a => a.Iban + "x"))),
        ["ExecuteUpdate plain computed from encrypted"] = ("Account.Iban", db => db.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Branch, a => a.Branch + a.Iban))),
    };

    private static (string, Func<BankContext, Task>) Where(string property, Expression<Func<Account, bool>> predicate)
        => (property, db => db.Accounts.Where(predicate).Select(a => a.Id).ToListAsync());

    private static (string, Func<BankContext, Task>) Select<T>(string property, Expression<Func<Account, T>> selector)
        => (property, db => db.Accounts.Select(selector).ToListAsync());

    private static (string, Func<BankContext, Task>) Query<T>(string property, Func<BankContext, IQueryable<T>> query)
        => (property, db => query(db).ToListAsync());
}
