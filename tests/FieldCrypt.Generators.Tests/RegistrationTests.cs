using System.Reflection;
using FieldCrypt.Generators.Tests.Infrastructure;

namespace FieldCrypt.Generators.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void An_entity_is_found_by_its_members_once_its_assembly_is_loaded()
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
            public record Person([property: Encrypted] string Name);
            """).Load();

        Type card = assembly.GetType("Shop.Card", throwOnError: true)!;
        EncryptedProperty pan = EncryptedProperties.Find(card.GetProperty("Pan")!).ShouldNotBeNull();

        pan.ShouldBeOfType<EncryptedProperty<string, byte[]>>().Encoding.ShouldBeSameAs(ValueEncodings.String);
        pan.DeclaringType.ShouldBe(card);
        pan.MemberName.ShouldBe("Pan");
        pan.ColumnName.ShouldBe("Number");
        pan.TableName.ShouldBe("Cards");
        pan.PadTo.ShouldBe(32);
        pan.Searchable.ShouldBeTrue();
        pan.Context.ShouldBe(EncryptionContext.Parse("Area=eu,Department=finance"));

        EncryptedProperty birthDate = EncryptedProperties.Find(card.GetProperty("BirthDate")!).ShouldNotBeNull();
        birthDate.ShouldBeOfType<EncryptedProperty<DateOnly, string>>();
        birthDate.Context.ShouldBe(EncryptionContext.Parse("Company=example"));
        birthDate.ColumnName.ShouldBe("BirthDate");
        birthDate.Searchable.ShouldBeFalse();

        EncryptedProperties.Find(card.GetProperty("Id")!).ShouldBeNull();
    }
}
