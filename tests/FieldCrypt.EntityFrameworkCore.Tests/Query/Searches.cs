using System.Linq.Expressions;

namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

/// <summary>Every way to ask for equal values, by name, with the ids of the rows that the same question gives in memory.</summary>
internal static class Searches
{
    private static readonly string s_ann = "ann@x.example";
    private static readonly string? s_nothing = null;
    private static readonly List<string> s_list = ["bob@x.example", "ann@x.example", "nobody"];
    private static readonly List<string?> s_phones = ["2", null];
    private static readonly List<string> s_empty = [];
    private static readonly int[] s_pins = [11, 12];

    public static IReadOnlyDictionary<string, (string Ids, Func<DirectoryContext, Task<List<int>>> Run)> All { get; } = new Dictionary<string, (string, Func<DirectoryContext, Task<List<int>>>)>
    {
        ["== variable"] = Where("1, 4", p => p.Email == s_ann),
        ["== constant"] = Where("1, 4", p => p.Email == "ann@x.example"),
        ["== on the left"] = Where("2", p => "bob@x.example" == p.Email),
        ["== another case"] = Where("3", p => p.Email == "Ann@x.example"),
        ["== nothing equal"] = Where("", p => p.Email == "ANN@x.example"),
        ["== null variable"] = Where("3", p => p.Phone == s_nothing),
        ["== null constant"] = Where("3", p => p.Phone == null),
        ["!= null"] = Where("1, 2, 4", p => p.Phone != null),
        ["!="] = Where("2, 3", p => p.Email != s_ann),
        ["!= with nulls among the rows"] = Where("2, 3", p => p.Phone != "1"),
        ["!= null variable"] = Where("1, 2, 4", p => p.Phone != s_nothing),
        ["negation"] = Where("2, 3", p => !(p.Phone == "1")),
        ["Equals"] = Where("1, 4", p => p.Email.Equals(s_ann)),
        ["static Equals"] = Where("1, 4", p => string.Equals(p.Email, s_ann)),
        ["text storage"] = Where("1", p => p.TaxNumber == "T1"),
        ["number"] = Where("1, 4", p => p.Pin == 11),
        ["decimal of another scale"] = Where("1", p => p.Balance == 1.5m),
        ["decimal zero"] = Where("2, 4", p => p.Balance == 0.00m),
        ["date"] = Where("1, 4", p => p.Birthday == new DateOnly(1990, 1, 2)),
        ["enum"] = Where("1", p => p.Tier == Tier.Gold),
        ["bytes"] = Where("1", p => p.Badge == new byte[] { 1, 2 }),
        ["and"] = Where("1", p => p.Email == s_ann && p.City == "Vienna"),
        ["or"] = Where("1, 2, 4", p => p.Email == s_ann || p.Phone == "2"),
        ["one variable for two columns"] = Where("", p => p.Email == s_ann && p.Phone == s_ann),
        ["one variable for encrypted and plain"] = Where("1, 4", p => p.Email == s_ann && p.City != s_ann),
        ["Contains in list"] = Where("1, 2, 4", p => s_list.Contains(p.Email)),
        ["not Contains in list"] = Where("3", p => !s_list.Contains(p.Email)),
        ["Contains in list with null"] = Where("2, 3", p => s_phones.Contains(p.Phone)),
        ["not Contains in list with null"] = Where("1, 4", p => !s_phones.Contains(p.Phone)),
        ["Contains in empty list"] = Where("", p => s_empty.Contains(p.Email)),
        ["Contains in inline array"] = Where("1, 2, 4", p => new[] { s_ann, "bob@x.example" }.Contains(p.Email)),
        ["Contains in constants"] = Where("1, 2, 4", p => EF.Constant(s_list).Contains(p.Email)),
        ["Contains in numbers"] = Where("1, 4", p => s_pins.Contains(p.Pin!.Value)),
        ["Contains in one parameter"] = Where("1, 2, 4", p => EF.MultipleParameters(s_list).Contains(p.Email)),
        ["Any in list"] = Where("1, 2, 4", p => s_list.Any(item => item == p.Email)),
        ["All in list"] = Where("3", p => s_list.All(item => item != p.Email)),
        ["EF.Property"] = Where("1, 4", p => EF.Property<string>(p, "Email") == s_ann),
        ["Any on children"] = Where("1, 2", p => p.Calls.Any(c => c.Number == "555")),
        ["Any on children by two columns"] = Where("1", p => p.Calls.Any(c => c.Number == "555" && c.Email == s_ann)),
        ["count of children"] = Where("1, 2", p => p.Calls.Count(c => c.Number == "555") == 1),
        ["filter after Select"] = Query("1, 4", db => db.People.Select(p => new { p.Id, Mail = p.Email }).Where(p => p.Mail == s_ann).Select(p => p.Id)),
        ["filter after Take"] = Query("1", db => db.People.OrderBy(p => p.Id).Take(3).Where(p => p.Email == s_ann).Select(p => p.Id)),
        ["filter after Take of two columns"] = Query("1", db => db.People.OrderBy(p => p.Id).Select(p => new { p.Id, p.Email }).Take(3).Where(p => p.Email == s_ann).Select(p => p.Id)),
        ["filter after two Takes"] = Query("4", db => db.People.OrderBy(p => p.Id).Skip(1).Take(3).OrderByDescending(p => p.Id).Take(2).Where(p => p.Email == s_ann).Select(p => p.Id)),
        ["filter after Distinct with key"] = Query("1, 4", db => db.People.Select(p => new { p.Id, p.Email }).Distinct().Where(p => p.Email == s_ann).Select(p => p.Id)),
        ["filter after Concat"] = Query("1, 4, 4", db => db.People.Select(p => new { p.Id, p.Email }).Concat(db.People.Where(p => p.Id > 1).Select(p => new { p.Id, p.Email })).Where(p => p.Email == s_ann).Select(p => p.Id)),
        ["filter after Union of entities"] = Query("1, 4", db => db.People.Where(p => p.Id > 1).Union(db.People.Where(p => p.Id < 3)).Where(p => p.Email == s_ann).Select(p => p.Id)),
        ["entities after Take"] = Query("1", db => db.People.OrderBy(p => p.Id).Take(3).Where(p => p.Email == s_ann), p => p.Id),
        ["paging"] = Query("4", db => db.People.Where(p => p.Email == s_ann).OrderBy(p => p.Id).Skip(1).Take(5).Select(p => p.Id)),
        ["navigation"] = Query("11, 12", db => db.Calls.Where(c => c.Person.Email == s_ann).Select(c => c.Id)),
        ["join with itself"] = Query("1, 1, 2, 3, 4, 4", db => db.People.Join(db.People, p => p.Email, q => q.Email, (p, q) => p.Id)),
        ["join with itself through Take"] = Query("1, 2, 4", db => db.People.Join(db.People.OrderBy(q => q.Id).Take(2), p => p.Email, q => q.Email, (p, q) => p.Id)),
        ["left join with itself"] = Query("1, 2, 3, 4", db => db.People.LeftJoin(db.People.Where(q => q.Id == 2), p => p.Phone, q => q.Phone, (p, q) => p.Id)),
        ["correlated comparison"] = Query("1, 4", db => db.People.Where(p => db.People.Any(q => q.Id != p.Id && q.Email == p.Email)).Select(p => p.Id)),
        ["correlated through Take"] = Query("1, 2, 4", db => db.People.Where(p => db.People.OrderBy(q => q.Id).Take(2).Any(q => q.Email == p.Email)).Select(p => p.Id)),
        ["IN subquery"] = Query("1, 4", db => db.People.Where(p => db.People.Where(q => q.City == "Linz").Select(q => q.Email).Contains(p.Email)).Select(p => p.Id)),
        ["!= of the column with itself"] = Query("2, 2, 3, 3", db => db.People.Select(p => db.People.Count(q => q.Email != p.Email))),
        ["!= of a column that can be null with itself"] = Query("2, 2, 3, 3", db => db.People.Select(p => db.People.Count(q => q.Phone != p.Phone))),
        ["composed raw SQL"] = Query("1, 4", db => db.People.FromSqlRaw("""SELECT * FROM "People" """).Where(p => p.Email == s_ann).Select(p => p.Id)),
        ["Include"] = Query("1, 4", db => db.People.Include(p => p.Calls).Where(p => p.Email == s_ann), p => p.Id),
        ["filtered Include"] = Query("1, 12", db => db.People.Include(p => p.Calls.Where(c => c.Number == "556")).Where(p => p.Id == 1), p => p.Id, p => p.Calls.Single().Id),
        ["filtered Include, split"] = Query("1, 12", db => db.People.Include(p => p.Calls.Where(c => c.Number == "556")).Where(p => p.Email == s_ann && p.Id < 4).AsSplitQuery(), p => p.Id, p => p.Calls.Single().Id),
        ["comparison in projection"] = Query("1, 4", db => db.People.Select(p => new { p.Id, Same = p.Email == s_ann }).Where(p => p.Same).Select(p => p.Id)),
        ["comparison selected"] = Ordered("1, 0, 0, 1", db => db.People.OrderBy(p => p.Id).Select(p => p.Email == s_ann ? 1 : 0)),
        ["comparison ordered"] = Ordered("1, 4, 2, 3", db => db.People.OrderByDescending(p => p.Email == s_ann).ThenBy(p => p.Id).Select(p => p.Id)),
        ["comparison grouped"] = Query("2, 2", db => db.People.GroupBy(p => p.Email == s_ann).Select(g => g.Count())),
        ["count in group"] = Query("0, 1, 1", db => db.People.GroupBy(p => p.City).Select(g => g.Count(p => p.Email == s_ann))),
        ["Count"] = ("2", async db => [await db.People.CountAsync(p => p.Email == s_ann)]),
        ["AnyAsync"] = ("1", async db => [await db.People.AnyAsync(p => p.Email == s_ann) ? 1 : 0]),
        ["AllAsync"] = ("0", async db => [await db.People.AllAsync(p => p.Email == s_ann) ? 1 : 0]),
        ["FirstOrDefault"] = ("1", async db => [(await db.People.OrderBy(p => p.Id).FirstOrDefaultAsync(p => p.Email == s_ann))!.Id]),
        ["SingleOrDefault of nothing"] = ("0", async db => [(await db.People.SingleOrDefaultAsync(p => p.Email == "nobody"))?.Id ?? 0]),
        ["Contains in query"] = ("1", async db => [await db.People.Select(p => p.Email).ContainsAsync(s_ann) ? 1 : 0]),
        ["stream"] = ("1, 4", async db => await db.People.Where(p => p.Email == s_ann).OrderBy(p => p.Id).Select(p => p.Id).AsAsyncEnumerable().ToListAsync()),
    };

    private static (string, Func<DirectoryContext, Task<List<int>>>) Where(string ids, Expression<Func<Person, bool>> predicate)
        => (ids, db => db.People.Where(predicate).OrderBy(p => p.Id).Select(p => p.Id).ToListAsync());

    private static (string, Func<DirectoryContext, Task<List<int>>>) Query(string ids, Func<DirectoryContext, IQueryable<int>> query)
        => (ids, async db => [.. (await query(db).ToListAsync()).Order()]);

    private static (string, Func<DirectoryContext, Task<List<int>>>) Ordered(string ids, Func<DirectoryContext, IQueryable<int>> query)
        => (ids, db => query(db).ToListAsync());

    private static (string, Func<DirectoryContext, Task<List<int>>>) Query<T>(string ids, Func<DirectoryContext, IQueryable<T>> query, params Func<T, int>[] numbers)
        => (ids, async db => [.. (await query(db).ToListAsync()).SelectMany(row => numbers.Select(number => number(row)))]);
}
