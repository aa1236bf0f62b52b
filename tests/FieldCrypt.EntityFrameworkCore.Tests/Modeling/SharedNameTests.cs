using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using FieldCrypt.Mapping;

namespace FieldCrypt.EntityFrameworkCore.Tests.Modeling;

public static class Billing
{
    public class Client
    {
        public int Id { get; set; }

        [Encrypted]
        public string Iban { get; set; } = "";
    }

    [EncryptedTable("Account")]
    public class Account
    {
        public int Id { get; set; }

        [Encrypted]
        public string Iban { get; set; } = "";
    }

    public class Context(DbContextOptions options) : DbContext(options)
    {
        public DbSet<Client> Clients => Set<Client>();
    }

    public class AccountContext(DbContextOptions options) : DbContext(options)
    {
        public DbSet<Account> Accounts => Set<Account>();
    }
}

public static class Support
{
    public class Client
    {
        public int Id { get; set; }

        [Encrypted]
        public string Iban { get; set; } = "";
    }

    [EncryptedTable("Account")]
    public class AccountRow
    {
        public int Id { get; set; }

        [Encrypted]
        public string Iban { get; set; } = "";
    }

    public class Account
    {
        public int Id { get; set; }

        [Encrypted]
        public string Iban { get; set; } = "";
    }

    public class Context(DbContextOptions options) : DbContext(options)
    {
        public DbSet<Client> Clients => Set<Client>();
    }

    public class OtherContext(DbContextOptions options) : DbContext(options)
    {
        public DbSet<Billing.Client> Clients => Set<Billing.Client>();
    }

    public class RowContext(DbContextOptions options) : DbContext(options)
    {
        public DbSet<AccountRow> Accounts => Set<AccountRow>();
    }

    public class AccountContext(DbContextOptions options) : DbContext(options)
    {
        public DbSet<Account> Accounts => Set<Account>();
    }
}

/// <summary>Two classes of one logical name under one key ring: their values could be swapped, so one of them must say it.</summary>
public sealed class SharedNameTests : IDisposable
{
    private readonly TestKeys _keys = new();

    [Fact]
    public void The_second_model_is_refused_and_both_classes_are_named()
    {
        Build<Billing.Context>();
        FieldCryptException refusal = Should.Throw<FieldCryptException>(Build<Support.Context>);
        refusal.Error.ShouldBe(FieldCryptError.ModelNotSupported);
        foreach (string named in new[] { typeof(Billing.Client).FullName!, typeof(Billing.Context).FullName!, typeof(Support.Client).FullName!, typeof(Support.Context).FullName!, "\"Client.Iban\"", "[EncryptedTable(\"Client\")]" })
            refusal.Message.ShouldContain(named);
        Should.Throw<FieldCryptException>(Build<Support.Context>, "and again");
    }

    [Fact]
    public void One_class_in_two_models_is_one_entity()
    {
        Build<Billing.Context>();
        Build<Support.OtherContext>();
        Build<Billing.Context>();
    }

    [Fact]
    public void Classes_that_both_say_a_name_share_it()
    {
        Build<Billing.AccountContext>();
        Build<Support.RowContext>();
    }

    [Fact]
    public void A_name_that_only_one_class_says_is_not_shared()
    {
        Build<Billing.AccountContext>();
        Should.Throw<FieldCryptException>(Build<Support.AccountContext>).Message.ShouldContain(typeof(Billing.Account).FullName!);
    }

    [Fact]
    public void Another_key_ring_has_names_of_its_own()
    {
        Build<Billing.Context>();
        using var others = new TestKeys();
        Build<Support.Context>(others);
    }

    [Fact]
    public async Task Of_many_threads_one_class_wins()
    {
        Task<Exception?>[] builds = [.. Enumerable.Range(0, 8).Select(i => Task.Run(() => Record.Exception(i % 2 == 0 ? Build<Billing.Context> : Build<Support.Context>)))];
        Exception?[] outcomes = await Task.WhenAll(builds);
        outcomes.Count(static outcome => outcome is FieldCryptException { Error: FieldCryptError.ModelNotSupported }).ShouldBe(4);
        outcomes.Count(static outcome => outcome is null).ShouldBe(4);
    }

    [Fact]
    public void Within_one_model_too()
    {
        ModelOf.Design(static model =>
        {
            model.Entity<Billing.Account>().ToTable("Accounts");
            model.Entity<Support.AccountRow>().ToView("Accounts");
        });
        string message = ModelOf.Refusal(static model =>
        {
            model.Entity<Billing.Client>().ToTable("A");
            model.Entity<Support.Client>().ToTable("B");
        }).Message;
        message.ShouldContain(typeof(Billing.Client).FullName!);
        message.ShouldContain(typeof(Support.Client).FullName!);
        message.ShouldContain("[EncryptedTable]");
        ModelOf.Refusal(static model =>
        {
            model.Entity<Billing.Account>().ToTable("A");
            model.Entity<Support.Account>().ToTable("B");
        }).Error.ShouldBe(FieldCryptError.ModelNotSupported);
    }

    [Fact]
    public async Task A_compiled_model_is_refused_at_its_first_use()
    {
        Microsoft.EntityFrameworkCore.Metadata.IModel compiled;
        using (var elsewhere = new TestKeys())
        await using (var context = new Support.Context(OptionsOf<Support.Context>(elsewhere)))
            compiled = CompiledModelTests.Compile(CompiledModelTests.Generate(context, DatabaseProvider.Sqlite), nameof(Support.Context));
        Build<Billing.Context>();

        await using var second = new Support.Context(new DbContextOptionsBuilder(OptionsOf<Support.Context>(_keys)).UseModel(compiled).Options);
        second.Add(new Support.Client { Iban = "DE" });
        FieldCryptException refusal = await second.SaveChangesAsync().ShouldThrowAsync<FieldCryptException>();
        refusal.Message.ShouldContain(typeof(Billing.Client).FullName!);
        refusal.Message.ShouldContain(typeof(Support.Context).FullName!);
    }

    [Fact]
    public void A_key_ring_keeps_no_type_alive()
    {
        WeakReference type = ClaimForCollectibleType(_keys.KeyRing);
        for (int i = 0; i < 10 && type.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        type.IsAlive.ShouldBeFalse();
        Should.Throw<FieldCryptException>(() => LogicalNames.Claim(_keys.KeyRing, "Passing", "Value", typeof(string), "test", isFixed: false)).Message.ShouldContain("Passing");
    }

    public void Dispose() => _keys.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ClaimForCollectibleType(KeyRing keyRing)
    {
        Type type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Passing"), AssemblyBuilderAccess.RunAndCollect).DefineDynamicModule("Passing").DefineType("Passing").CreateType();
        LogicalNames.Claim(keyRing, "Passing", "Value", type, "test", isFixed: false);
        return new WeakReference(type);
    }

    private void Build<TContext>()
        where TContext : DbContext
        => Build<TContext>(_keys);

    private static void Build<TContext>(TestKeys keys)
        where TContext : DbContext
    {
        using var context = (TContext)Activator.CreateInstance(typeof(TContext), OptionsOf<TContext>(keys))!;
        context.Model.ShouldNotBeNull();
    }

    private static DbContextOptions OptionsOf<TContext>(TestKeys keys)
        where TContext : DbContext
        => new DbContextOptionsBuilder<TContext>().ManyKeyRings().UseSqlite("Data Source=:memory:").UseFieldCrypt(keys.KeyRing).Options;
}
