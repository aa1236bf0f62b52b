namespace FieldCrypt.EntityFrameworkCore.Tests.Reading;

/// <summary>Entities whose plain columns anybody may fill, beside encrypted ones of the same types.</summary>
public abstract class Exhibit
{
    public int Id { get; set; }

    public byte[] Plain { get; set; } = [];

    public string Note { get; set; } = "";

    [Encrypted]
    public string Secret { get; set; } = "";

    [Encrypted(Storage = EncryptedStorage.Text)]
    public string Remark { get; set; } = "";
}

/// <summary>The root of most queries.</summary>
public class Artist : Exhibit
{
    public Studio Studio { get; set; } = new();

    public Badge Badge { get; set; } = new();

    public List<Picture> Pictures { get; set; } = [];

    public List<Address> Addresses { get; set; } = [];

    public List<Tag> Tags { get; set; } = [];
}

/// <summary>Owned, in a JSON column.</summary>
public class Tag
{
    public byte[] Data { get; set; } = [];

    public string Text { get; set; } = "";
}

/// <summary>Owned, in the owner's table.</summary>
public class Studio
{
    public byte[] Map { get; set; } = [];

    [Encrypted]
    public string Door { get; set; } = "";
}

/// <summary>Owned, in a table of its own.</summary>
public class Address
{
    public byte[] Map { get; set; } = [];

    [Encrypted]
    public string Street { get; set; } = "";
}

/// <summary>A complex type.</summary>
public class Badge
{
    public byte[] Image { get; set; } = [];

    [Encrypted]
    public string Number { get; set; } = "";
}

/// <summary>A hierarchy, mapped in each of the three ways by a class of its own.</summary>
public class Picture : Exhibit
{
    public int? ArtistId { get; set; }
}

public class Painting : Picture
{
    public byte[]? Scan { get; set; }

    [Encrypted]
    public byte[]? Sketch { get; set; }
}

/// <summary>Without a key, over the artists' table.</summary>
public class ArtistRow
{
    public byte[] Plain { get; set; } = [];

    public string Note { get; set; } = "";
}

/// <summary>Maps them; pictures as one table per hierarchy.</summary>
public class GalleryContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Artist> Artists => Set<Artist>();

    public DbSet<Picture> Pictures => Set<Picture>();

    public DbSet<Painting> Paintings => Set<Painting>();

    public DbSet<ArtistRow> Rows => Set<ArtistRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Artist>(artist =>
        {
            artist.ToTable("Artists");
            artist.OwnsOne(a => a.Studio);
            artist.OwnsMany(a => a.Addresses, address =>
            {
                address.ToTable("Addresses").Property<int>("Id");
                address.HasKey("Id");
            });
            artist.OwnsMany(a => a.Tags, static tag => tag.ToJson());
            artist.ComplexProperty(a => a.Badge);
        });
        modelBuilder.Entity<Picture>().ToTable("Pictures");
        modelBuilder.Entity<Painting>();
        modelBuilder.Entity<ArtistRow>().HasNoKey().ToView("Artists");
    }
}

/// <summary>Pictures as one table per type.</summary>
public class TypeTablesContext(DbContextOptions options) : GalleryContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Painting>().ToTable("Paintings");
    }
}

/// <summary>Pictures as one table per concrete type.</summary>
public class ConcreteTablesContext(DbContextOptions options) : GalleryContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Picture>().UseTpcMappingStrategy();
        modelBuilder.Entity<Painting>().ToTable("Paintings");
    }
}
