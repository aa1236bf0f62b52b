using System.Reflection;
using FieldCrypt.Generators.Tests.Infrastructure;

namespace FieldCrypt.Generators.Tests;

/// <summary>What a mapper finds for a member of a compiled and loaded assembly.</summary>
public sealed class RegistrationTests
{
    private const BindingFlags AnyMember = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void A_property_carries_all_that_its_attributes_say()
    {
        Assembly assembly = GeneratorRunner.Run("""
            using System;
            using FieldCrypt;
            [assembly: EncryptionContext("Company=example")]
            namespace Shop;
            [EncryptedTable("Cards")]
            public class Card
            {
                [Encrypted(Context = "Department=finance,Area=eu", Searchable = true, PadTo = 32, Name = "Number")] public string? Pan { get; set; }
                [Encrypted(Storage = EncryptedStorage.Text)] public DateOnly? BirthDate { get; set; }
                public int Id { get; set; }
            }
            """).Load();

        Type card = assembly.GetType("Shop.Card", throwOnError: true)!;
        EncryptedProperty pan = Find(card, "Pan");
        pan.ShouldBeOfType<EncryptedProperty<string, byte[]>>().Encoding.ShouldBeSameAs(ValueEncodings.String);
        pan.DeclaringType.ShouldBe(card);
        pan.MemberName.ShouldBe("Pan");
        pan.ColumnName.ShouldBe("Number");
        pan.TableName.ShouldBe("Cards");
        pan.PadTo.ShouldBe(32);
        pan.Searchable.ShouldBeTrue();
        pan.Storage.ShouldBe(EncryptedStorage.Binary);
        pan.Context.ShouldBe(EncryptionContext.Parse("Area=eu,Department=finance"));

        EncryptedProperty birthDate = Find(card, "BirthDate");
        birthDate.ShouldBeOfType<EncryptedProperty<DateOnly, string>>().Encoding.ShouldBeSameAs(ValueEncodings.DateOnly);
        birthDate.Storage.ShouldBe(EncryptedStorage.Text);
        birthDate.Context.ShouldBe(EncryptionContext.Parse("Company=example"));
        birthDate.ColumnName.ShouldBe("BirthDate");
        birthDate.PadTo.ShouldBe(0);
        birthDate.Searchable.ShouldBeFalse();

        EncryptedProperties.Find(card.GetProperty("Id")!).ShouldBeNull();
    }

    [Fact]
    public void The_same_object_is_found_each_time()
    {
        Type card = GeneratorRunner.Run("public class Card { [FieldCrypt.Encrypted] public string? Pan { get; set; } }").Load().GetType("Card")!;

        Find(card, "Pan").ShouldBeSameAs(Find(card, "Pan"));
        Find(card, "Pan").ShouldBeSameAs(card.Assembly.GetType("CardEncryption")!.GetProperty("Pan")!.GetValue(null));
    }

    [Fact]
    public void A_constructed_type_finds_the_properties_of_its_generic_definition()
    {
        Assembly assembly = GeneratorRunner.Run("""
            using FieldCrypt;
            public class Holder<T> { [Encrypted] public string? Name { get; set; } public class Inner { [Encrypted] public int Number { get; set; } } }
            public class OfInt : Holder<int>;
            """).Load();

        Type holder = assembly.GetType("Holder`1")!;
        Find(holder.MakeGenericType(typeof(string)), "Name").DeclaringType.ShouldBe(holder);
        Find(holder.GetNestedType("Inner")!.MakeGenericType(typeof(string)), "Number").DeclaringType.ShouldBe(holder.GetNestedType("Inner"));
        EncryptedProperties.Find(assembly.GetType("OfInt")!.GetProperty("Name")!).ShouldBeSameAs(Find(holder, "Name"));
    }

    [Fact]
    public void An_override_without_attribute_finds_the_declaration_it_overrides()
    {
        Assembly assembly = GeneratorRunner.Run("""
            using FieldCrypt;
            public abstract class Base<T> { [Encrypted(Name = "base")] public abstract string? A { get; set; } [Encrypted] public virtual string? B { get; set; } }
            public class Middle : Base<int> { public override string? A { get; set; } }
            public class Leaf : Middle { public override string? A { get; set; } public override string? B { get; set; } }
            public class Hiding : Middle { public new string? A { get; set; } [Encrypted(Name = "own")] public new string? B { get; set; } }
            """).Load();

        Type leaf = assembly.GetType("Leaf")!;
        Find(assembly.GetType("Middle")!, "A").ColumnName.ShouldBe("base");
        Find(leaf, "A").ColumnName.ShouldBe("base");
        Find(leaf, "B").DeclaringType.ShouldBe(assembly.GetType("Base`1"));

        Type hiding = assembly.GetType("Hiding")!;
        EncryptedProperties.Find(hiding.GetProperty("A", AnyMember)!).ShouldBeNull();
        Find(hiding, "B").ColumnName.ShouldBe("own");
    }

    [Fact]
    public void The_attribute_may_have_an_alias_in_another_file()
    {
        Assembly assembly = GeneratorRunner.Run(
            "global using Secret = FieldCrypt.EncryptedAttribute;",
            "public record Person([property: Secret] string Name); public class Card { [Secret] public string? Pan { get; set; } }").Load();

        Find(assembly.GetType("Person")!, "Name").MemberName.ShouldBe("Name");
        Find(assembly.GetType("Card")!, "Pan").MemberName.ShouldBe("Pan");
    }

    [Fact]
    public void Names_in_other_scripts_keep_their_spelling()
    {
        Assembly assembly = GeneratorRunner.Run("""
            using FieldCrypt;
            namespace Läden.カード
            {
                public class Straße { [Encrypted(Context = "Land=Österreich")] public string? 番号 { get; set; } [Encrypted] public string? @class { get; set; } }
            }
            """).Load();

        Type type = assembly.GetType("Läden.カード.Straße")!;
        Find(type, "番号").Context.ToString().ShouldBe("Land=Österreich");
        Find(type, "class").MemberName.ShouldBe("class");
    }

    [Fact]
    public void A_marked_member_of_an_assembly_without_generated_code_is_reported()
    {
        using var stream = new MemoryStream();
        GeneratorRunner.Compile("public class Card { [FieldCrypt.Encrypted] public string? Pan { get; set; } }").Emit(stream).Success.ShouldBeTrue();
        Type card = Assembly.Load(stream.ToArray()).GetType("Card")!;

        FieldCryptException exception = Should.Throw<FieldCryptException>(() => EncryptedProperties.Find(card.GetProperty("Pan")!));

        exception.Error.ShouldBe(FieldCryptError.NotConfigured);
        exception.Message.ShouldStartWith("Card.Pan is marked [Encrypted], but no code was generated for it.");
    }

    private static EncryptedProperty Find(Type type, string member)
        => EncryptedProperties.Find(type.GetMember(member, AnyMember).Single()).ShouldNotBeNull();
}
