namespace FieldCrypt.EntityFrameworkCore.Tests.Reading;

/// <summary>Queries that read plain columns, most of them beside encrypted ones. Each runs to its end.</summary>
public static class GalleryQueries
{
    public static IReadOnlyDictionary<string, Func<GalleryContext, Task>> All { get; } = new Dictionary<string, Func<GalleryContext, Task>>
    {
        ["entities"] = db => db.Artists.ToListAsync(),
        ["entities, not tracked"] = db => db.Artists.AsNoTracking().ToListAsync(),
        ["identity resolution"] = db => db.Artists.AsNoTrackingWithIdentityResolution().ToListAsync(),
        ["find"] = db => db.Artists.FindAsync(1).AsTask(),
        ["hierarchy"] = db => db.Pictures.ToListAsync(),
        ["derived type"] = db => db.Pictures.OfType<Painting>().ToListAsync(),
        ["derived set"] = db => db.Paintings.ToListAsync(),
        ["keyless"] = db => db.Rows.ToListAsync(),
        ["one plain column"] = db => db.Artists.Select(artist => artist.Plain).ToListAsync(),
        ["one plain text"] = db => db.Artists.Select(artist => artist.Note).ToListAsync(),
        ["plain before encrypted"] = db => db.Artists.Select(artist => new { artist.Plain, artist.Note, artist.Secret, artist.Remark }).ToListAsync(),
        ["encrypted before plain"] = db => db.Artists.Select(artist => new { artist.Remark, artist.Secret, artist.Note, artist.Plain }).ToListAsync(),
        ["own type"] = db => db.Artists.Select(artist => new KeyValuePair<byte[], string>(artist.Plain, artist.Secret)).ToListAsync(),
        ["tuple"] = db => db.Artists.Select(artist => new Tuple<byte[], string>(artist.Plain, artist.Secret)).ToListAsync(),
        ["owned reference"] = db => db.Artists.AsNoTracking().Select(artist => artist.Studio).ToListAsync(),
        ["owned column"] = db => db.Artists.Select(artist => new { artist.Studio.Map, artist.Studio.Door }).ToListAsync(),
        ["owned collection"] = db => db.Artists.AsNoTracking().Select(artist => artist.Addresses).ToListAsync(),
        ["owned rows"] = db => db.Artists.SelectMany(artist => artist.Addresses).Select(address => new { address.Map, address.Street }).ToListAsync(),
        ["complex type"] = db => db.Artists.Select(artist => artist.Badge).ToListAsync(),
        ["complex column"] = db => db.Artists.Select(artist => new { artist.Badge.Number, artist.Badge.Image }).ToListAsync(),
        ["JSON"] = db => db.Artists.Select(artist => new { artist.Secret, artist.Tags }).AsNoTracking().ToListAsync(),
        ["in JSON"] = db => db.Artists.Select(artist => new { artist.Secret, artist.Tags[0].Text }).ToListAsync(),
        ["include"] = db => db.Artists.Include(artist => artist.Pictures).ToListAsync(),
        ["split query"] = db => db.Artists.Include(artist => artist.Pictures).AsSplitQuery().ToListAsync(),
        ["split projection"] = db => db.Artists.AsSplitQuery().Select(artist => new { artist.Plain, Others = artist.Pictures.Select(picture => new { picture.Plain, picture.Secret }).ToList() }).ToListAsync(),
        ["nested collection"] = db => db.Artists.Select(artist => artist.Pictures.Select(picture => picture.Plain).ToList()).ToListAsync(),
        ["subquery"] = db => db.Artists.Select(artist => artist.Pictures.OrderBy(picture => picture.Id).Select(picture => picture.Plain).FirstOrDefault()).ToListAsync(),
        ["subquery, encrypted"] = db => db.Artists.Select(artist => new { artist.Plain, First = artist.Pictures.OrderBy(picture => picture.Id).Select(picture => picture.Secret).FirstOrDefault() }).ToListAsync(),
        ["join"] = db => db.Artists.Join(db.Pictures, artist => artist.Id, picture => picture.ArtistId, (artist, picture) => new { artist.Plain, picture.Secret, picture.Note }).ToListAsync(),
        ["left join"] = db => (from artist in db.Artists join picture in db.Pictures on artist.Id equals picture.ArtistId into pictures from picture in pictures.DefaultIfEmpty() select new { artist.Secret, picture.Plain }).ToListAsync(),
        ["conditional"] = db => db.Artists.Select(artist => artist.Id > 3 ? artist.Plain : null).ToListAsync(),
        ["conditional, encrypted"] = db => db.Artists.Select(artist => new { Other = artist.Id > 3 ? artist.Secret : null, artist.Plain }).ToListAsync(),
        ["coalesce"] = db => db.Paintings.Select(painting => painting.Scan ?? painting.Plain).ToListAsync(),
        ["distinct"] = db => db.Artists.Select(artist => artist.Plain).Distinct().ToListAsync(),
        ["group"] = db => db.Artists.GroupBy(artist => artist.Plain).Select(group => group.Key).ToListAsync(),
        ["maximum"] = db => db.Artists.MaxAsync(artist => artist.Note),
        ["concatenated sets"] = db => db.Artists.Select(artist => artist.Plain).Concat(db.Pictures.Select(picture => picture.Plain)).ToListAsync(),
        ["concatenated rows"] = db => db.Artists.Where(artist => artist.Id < 4).Select(artist => new { artist.Plain, artist.Secret }).Concat(db.Artists.Where(artist => artist.Id > 3).Select(artist => new { artist.Plain, artist.Secret })).ToListAsync(),
        ["union"] = db => db.Artists.Select(artist => artist.Plain).Union(db.Pictures.Select(picture => picture.Plain)).ToListAsync(),
        ["except"] = db => db.Artists.Select(artist => artist.Plain).Except(db.Pictures.Select(picture => picture.Plain)).ToListAsync(),
        ["paged"] = db => db.Artists.OrderBy(artist => artist.Id).Skip(1).Take(3).Select(artist => new { artist.Plain, artist.Secret }).ToListAsync(),
        ["pushed down"] = db => db.Artists.OrderBy(artist => artist.Id).Take(3).Select(artist => new { artist.Plain, artist.Secret }).Where(row => row.Plain != null).ToListAsync(),
        ["raw SQL"] = db => db.Set<Picture>().FromSql($"""SELECT * FROM "Pictures" """).ToListAsync(),
        ["raw SQL, composed"] = db => db.Rows.FromSql($"""SELECT * FROM "Artists" """).Where(row => row.Note != "x").Select(row => new { row.Note, row.Plain }).ToListAsync(),
        ["raw SQL, keyless"] = db => db.Rows.FromSql($"""SELECT "Note", "Secret", "Plain" FROM "Artists" """).ToListAsync(),
        ["raw scalar"] = db => db.Database.SqlQuery<byte[]>($"""SELECT "Plain" AS "Value" FROM "Artists" """).ToListAsync(),
        ["raw scalar of an encrypted column"] = db => db.Database.SqlQuery<byte[]>($"""SELECT "Plain" AS "Value" FROM "Artists" UNION ALL SELECT "Secret" FROM "Artists" """).ToListAsync(),
        ["raw type"] = db => db.Database.SqlQuery<RawRow>($"""SELECT "Id", "Note", "Plain" FROM "Artists" """).ToListAsync(),
        ["compiled"] = db => EF.CompileAsyncQuery((GalleryContext context) => context.Artists.Select(artist => new { artist.Plain, artist.Secret }))(db).ToListAsync().AsTask(),
        ["streamed"] = async db =>
        {
            await foreach (Artist artist in db.Artists.AsAsyncEnumerable())
                artist.Plain.ShouldNotBeEmpty();
        },
        ["load"] = async db =>
        {
            Artist artist = await db.Artists.OrderBy(a => a.Id).FirstAsync();
            await db.Entry(artist).Collection(a => a.Pictures).LoadAsync();
        },
        ["reload"] = async db => await db.Entry(await db.Artists.OrderBy(a => a.Id).FirstAsync()).ReloadAsync(),
        ["database values"] = async db => await db.Entry(await db.Artists.OrderBy(a => a.Id).FirstAsync()).GetDatabaseValuesAsync(),
        ["update"] = db => db.Artists.ExecuteUpdateAsync(update => update.SetProperty(artist => artist.Note, artist => artist.Note)),
        ["delete"] = db => db.Artists.Where(artist => artist.Id < 0).ExecuteDeleteAsync(),
        ["aggregate"] = db => db.Artists.CountAsync(artist => artist.Note.Length > 0),
        ["save"] = async db =>
        {
            Artist artist = await db.Artists.OrderBy(a => a.Id).FirstAsync();
            artist.Note += ".";
            await db.SaveChangesAsync();
        },
    };

    public sealed record RawRow(int Id, string Note, byte[] Plain);
}
