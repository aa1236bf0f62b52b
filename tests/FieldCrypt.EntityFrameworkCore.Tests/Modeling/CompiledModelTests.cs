using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.EntityFrameworkCore.Tests.Modeling;

/// <summary>What <c>dotnet ef dbcontext optimize</c> writes: no convention runs with it, the annotations and printed converters are all there is.</summary>
public sealed class CompiledModelTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_compiled_model_encrypts_and_decrypts_like_the_one_it_was_made_of(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        IModel compiled;
        await using (ShopContext context = host.NewContext())
            compiled = Compile(Generate(context, provider));

        DbContextOptions options = new DbContextOptionsBuilder<ShopContext>(host.Options).UseModel(compiled).Options;
        await using (var context = new ShopContext(options))
        {
            context.Model.ShouldBeSameAs(compiled);
            context.Add(new Card { Pan = "4111", Expiry = new DateOnly(2030, 1, 1), Remark = "vip", Customer = new Customer { Email = "ada@example.org", Phone = "555", Name = "Ada" } });
            await context.SaveChangesAsync();
        }

        byte[] pan = (await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" """)).Single();
        byte[] expiry = (await host.Database.EnvelopesAsync("""SELECT "Expiry" FROM "Cards" """)).Single();
        Envelopes.Salt(pan).ShouldBe(Envelopes.Salt(expiry));
        foreach (DbContextOptions reading in new[] { options, host.Options })
        {
            host.Keys.Forget();
            await using var context = new ShopContext(reading);
            Card card = await context.Cards.Include(c => c.Customer).SingleAsync();
            card.Pan.ShouldBe("4111");
            card.Expiry.ShouldBe(new DateOnly(2030, 1, 1));
            card.Remark.ShouldBe("vip");
            card.Customer!.Email.ShouldBe("ada@example.org");
            card.Customer.Phone.ShouldBe("555");
            (await context.Cards.Select(c => c.Pan).SingleAsync()).ShouldBe("4111");
        }
    }

    [Fact]
    public async Task A_compiled_model_without_UseFieldCrypt_stores_nothing()
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(DatabaseProvider.Sqlite);
        IModel compiled;
        await using (ShopContext context = host.NewContext())
            compiled = Compile(Generate(context, DatabaseProvider.Sqlite));

        DbContextOptions options = new DbContextOptionsBuilder().ManyKeyRings().UseSqlite(host.Database.ConnectionString).UseModel(compiled).Options;
        await using var unwired = new ShopContext(options);
        unwired.Add(new Card { Pan = "4111" });
        await unwired.SaveChangesAsync().ShouldThrowAsync<Exception>();
        (await host.Database.QueryAsync("""SELECT "Id" FROM "Cards" """)).ShouldBeEmpty();
    }

    internal static IReadOnlyCollection<ScaffoldedFile> Generate(DbContext context, DatabaseProvider provider)
    {
        using ServiceProvider services = DesignTime.ServicesOf(context, provider);
        using IServiceScope scope = services.CreateScope();
        return scope.ServiceProvider.GetRequiredService<ICompiledModelCodeGeneratorSelector>()
            .Select(new CompiledModelCodeGenerationOptions { Language = "C#" })
            .GenerateModel(context.GetService<IDesignTimeModel>().Model, new CompiledModelCodeGenerationOptions
            {
                ContextType = context.GetType(),
                ModelNamespace = "Compiled",
                Language = "C#",
                UseNullableReferenceTypes = true,
            });
    }

    internal static IModel Compile(IReadOnlyCollection<ScaffoldedFile> files, string context = nameof(ShopContext))
    {
        string[] references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Compiled{Guid.NewGuid():n}",
            files.Select(static file => CSharpSyntaxTree.ParseText(file.Code)),
            references.Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        stream.Position = 0;
        Type model = AssemblyLoadContext.Default.LoadFromStream(stream).GetType($"Compiled.{context}Model", throwOnError: true)!;
        return (IModel)model.GetProperty("Instance", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
    }
}
