namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

/// <summary>What a query may do with encrypted columns, by name, with the answer that the same query gives in memory.</summary>
internal static class AnsweredQueries
{
    public static IReadOnlyDictionary<string, (string Answer, Func<BankContext, Task<IEnumerable<object?>>> Run)> All { get; } = new Dictionary<string, (string, Func<BankContext, Task<IEnumerable<object?>>>)>
    {
        ["projection"] = ("AT01, AT02, AT03", List(db => db.Accounts.OrderBy(a => a.Id).Select(a => a.Iban))),
        ["projection of null"] = ("rent, -, savings", List(db => db.Accounts.OrderBy(a => a.Id).Select(a => a.Nickname))),
        ["several types"] = ("(10, 100, True, Gold)", List(db => db.Accounts.Where(a => a.Id == 1).Select(a => new { a.Points, a.Limit, a.Blocked, a.Tier }), a => FormattableString.Invariant($"({a.Points}, {a.Limit}, {a.Blocked}, {a.Tier})"))),
        ["entity"] = ("AT01", List(db => db.Accounts.Where(a => a.Id == 1), a => a.Iban)),
        ["computed in memory"] = ("AT, AT, AT", List(db => db.Accounts.OrderBy(a => a.Id).Select(a => Start(a.Iban)))),
        ["string.Join of children, in memory"] = ("Landlord+Grocer, Landlord, ", List(db => db.Accounts.OrderBy(a => a.Id).Select(a => string.Join("+", a.Entries.OrderBy(e => e.Id).Select(e => e.Counterpart))))),
        ["== null"] = ("2", List(db => db.Accounts.Where(a => a.Nickname == null).Select(a => a.Id))),
        ["!= null"] = ("1, 3", List(db => db.Accounts.OrderBy(a => a.Id).Where(a => a.Nickname != null).Select(a => a.Id))),
        ["null == with text storage"] = ("2, 3", List(db => db.Accounts.OrderBy(a => a.Id).Where(a => null == a.Memo).Select(a => a.Id))),
        ["HasValue"] = ("1", List(db => db.Accounts.Where(a => a.Limit.HasValue).Select(a => a.Id))),
        ["not null behind or"] = ("1, 3", List(db => db.Accounts.OrderBy(a => a.Id).Where(a => a.Id > 2 || a.Birthday != null).Select(a => a.Id))),
        ["is null, selected"] = ("False, True, False", List(db => db.Accounts.OrderBy(a => a.Id).Select(a => a.Nickname == null))),
        ["is null, ordered"] = ("2, 1, 3", List(db => db.Accounts.OrderByDescending(a => a.Nickname == null).ThenBy(a => a.Id).Select(a => a.Id))),
        ["count of not null in group"] = ("Graz 1, Vienna 1", List(db => db.Accounts.GroupBy(a => a.Branch).OrderBy(g => g.Key).Select(g => g.Key + " " + g.Count(a => a.Nickname != null)))),
        ["conditional with null"] = ("-, AT02, AT03", List(db => db.Accounts.OrderBy(a => a.Id).Select(a => a.Id > 1 ? a.Iban : null))),
        ["conditional of one column"] = ("AT01, AT02, AT03", List(db => db.Accounts.OrderBy(a => a.Id).Select(a => a.Id > 1 ? a.Iban : a.Branch == "Graz" ? null : a.Iban))),
        ["conditional is null"] = ("1", List(db => db.Accounts.Where(a => (a.Id > 1 ? a.Iban : null) == null).Select(a => a.Id))),
        ["nullable value"] = ("100", List(db => db.Accounts.Where(a => a.Limit != null).Select(a => a.Limit!.Value))),
        ["scalar subquery"] = ("Landlord, Landlord, -", List(db => db.Accounts.OrderBy(a => a.Id).Select(a => a.Entries.OrderBy(e => e.Id).Select(e => e.Counterpart).FirstOrDefault()))),
        ["subquery is null"] = ("3", List(db => db.Accounts.Where(a => a.Entries.OrderBy(e => e.Id).Select(e => e.Counterpart).FirstOrDefault() == null).Select(a => a.Id))),
        ["navigation"] = ("AT01, AT01, AT02", List(db => db.Entries.OrderBy(e => e.Id).Select(e => e.Account.Iban))),
        ["Include"] = ("Landlord+Grocer, Landlord, ", List(db => db.Accounts.Include(a => a.Entries.OrderBy(e => e.Id)).OrderBy(a => a.Id), a => string.Join("+", a.Entries.Select(e => e.Counterpart)))),
        ["Include, split"] = ("Landlord+Grocer, Landlord, ", List(db => db.Accounts.Include(a => a.Entries.OrderBy(e => e.Id)).OrderBy(a => a.Id).AsSplitQuery(), a => string.Join("+", a.Entries.Select(e => e.Counterpart)))),
        ["filtered Include"] = ("Landlord, , ", List(db => db.Accounts.Include(a => a.Entries.Where(e => e.Cents > 100)).OrderBy(a => a.Id), a => string.Join("+", a.Entries.Select(e => e.Counterpart)))),
        ["child collection"] = ("Grocer, , ", List(db => db.Accounts.OrderBy(a => a.Id).Select(a => a.Entries.Where(e => e.Cents == 20).Select(e => e.Counterpart).ToList()), l => string.Join("+", l))),
        ["join"] = ("AT01 Landlord, AT01 Grocer, AT02 Landlord", List(db => db.Accounts.Join(db.Entries, a => a.Id, e => e.AccountId, (a, e) => new { a.Iban, e.Counterpart, e.Id }).OrderBy(x => x.Id), x => $"{x.Iban} {x.Counterpart}")),
        ["left join"] = ("AT01, AT01, AT02, AT03", List(db => db.Accounts.LeftJoin(db.Entries, a => a.Id, e => e.AccountId, (a, e) => new { a.Id, a.Iban, e!.Counterpart }).OrderBy(x => x.Id).Select(x => x.Iban))),
        ["SelectMany"] = ("Landlord, Grocer, Landlord", List(db => db.Accounts.SelectMany(a => a.Entries).OrderBy(e => e.Id).Select(e => e.Counterpart))),
        ["Take and Skip"] = ("AT02", List(db => db.Accounts.OrderBy(a => a.Id).Select(a => a.Iban).Skip(1).Take(1))),
        ["through a derived table"] = ("AT02", List(db => db.Accounts.OrderBy(a => a.Id).Take(2).OrderByDescending(a => a.Id).Take(1).Select(a => a.Iban))),
        ["is null through a derived table"] = ("AT02", List(db => db.Accounts.OrderBy(a => a.Id).Select(a => new { a.Iban, N = a.Nickname }).Take(2).Where(a => a.N == null).Select(a => a.Iban))),
        ["Concat of one column"] = ("AT01, AT02, AT02, AT03", List(db => db.Accounts.Where(a => a.Id < 3).Select(a => new { a.Id, a.Iban }).Concat(db.Accounts.Where(a => a.Id > 1).Select(a => new { a.Id, a.Iban })).OrderBy(a => a.Id).Select(a => a.Iban))),
        ["Concat of entities"] = ("AT01, AT03", List(db => db.Accounts.Where(a => a.Id == 1).Concat(db.Accounts.Where(a => a.Id == 3)).OrderBy(a => a.Id), a => a.Iban)),
        ["Union of entities"] = ("AT01, AT02, AT03", List(db => db.Accounts.Where(a => a.Id < 3).Union(db.Accounts.Where(a => a.Id > 1)).OrderBy(a => a.Id), a => a.Iban)),
        ["Except of entities"] = ("AT03", List(db => db.Accounts.Except(db.Accounts.Where(a => a.Id < 3)), a => a.Iban)),
        ["Intersect of entities"] = ("AT02", List(db => db.Accounts.Where(a => a.Id < 3).Intersect(db.Accounts.Where(a => a.Id > 1)), a => a.Iban)),
        ["Union with the key"] = ("AT01, AT02", List(db => db.Accounts.Where(a => a.Id < 3).Select(a => new { a.Id, a.Iban }).Union(db.Accounts.Where(a => a.Id == 1).Select(a => new { a.Id, a.Iban })).OrderBy(a => a.Id), a => a.Iban)),
        ["Distinct entities"] = ("AT01, AT02", List(db => db.Entries.Select(e => e.Account).Distinct().OrderBy(a => a.Id), a => a.Iban)),
        ["Distinct with the key"] = ("AT01, AT02", List(db => db.Entries.Select(e => new { e.Account.Id, e.Account.Iban }).Distinct().OrderBy(a => a.Id), a => a.Iban)),
        ["Distinct behind a derived table"] = ("AT01, AT02", List(db => db.Accounts.OrderBy(a => a.Id).Take(2).Distinct().OrderBy(a => a.Id), a => a.Iban)),
        ["first of group"] = ("AT03, AT01", List(db => db.Accounts.GroupBy(a => a.Branch).OrderBy(g => g.Key).Select(g => g.OrderBy(a => a.Id).First()), a => a.Iban)),
        ["first value of group"] = ("AT03, AT01", List(db => db.Accounts.GroupBy(a => a.Branch).OrderBy(g => g.Key).Select(g => g.OrderBy(a => a.Id).Select(a => a.Iban).First()))),
        ["grouped by plain column in memory"] = ("Graz 1, Vienna 2", List(db => db.Accounts.OrderBy(a => a.Branch).GroupBy(a => a.Branch), g => $"{g.Key} {g.Count(a => a.Iban.Length == 4)}")),
        ["raw SQL"] = ("AT01, AT02, AT03", List(db => db.Accounts.FromSqlRaw("""SELECT * FROM "Accounts" """).OrderBy(a => a.Id).Select(a => a.Iban))),
        ["count"] = ("3", async db => [await db.Accounts.Select(a => a.Iban).CountAsync()]),
        ["any"] = ("True", async db => [await db.Accounts.Select(a => a.Iban).AnyAsync()]),
        ["last"] = ("AT03", async db => [await db.Accounts.OrderBy(a => a.Id).Select(a => a.Iban).LastAsync()]),
        ["single or default"] = ("-", async db => [await db.Accounts.Where(a => a.Id == 99).Select(a => a.Iban).SingleOrDefaultAsync()]),
        ["nothing encrypted"] = ("0", async db => [await db.Countries.CountAsync(c => c.Name.StartsWith("A") || c.Name == "x")]),
    };

    private static string Start(string iban) => iban[..2];

    private static Func<BankContext, Task<IEnumerable<object?>>> List<T>(Func<BankContext, IQueryable<T>> query, Func<T, object?>? show = null)
        => async db => (await query(db).ToListAsync()).Select(row => show is null ? row : show(row));
}
