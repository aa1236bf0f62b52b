using FieldCrypt.CodeFixes;

namespace FieldCrypt.Analyzers.Tests.Fixes;

public sealed class AddEncryptedFixTests
{
    private const string Context = """

        public class Shop : DbContext
        {
            public DbSet<Card> Cards => Set<Card>();
        }
        """;

    [Fact]
    public Task Marks_properties_and_adds_the_using() => MarkedSource.Fixes<StoredDataAnalyzer, AddEncryptedFix>(
        """
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }

            /// <summary>The number.</summary>
            public string {|FC1001:Pan|} { get; set; } = "";

            public string {|FC1001:CardNumber|} { get; set; } = "";
        }
        """ + Context,
        """
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }

            /// <summary>The number.</summary>
            [Encrypted]
            public string Pan { get; set; } = "";

            [Encrypted]
            public string CardNumber { get; set; } = "";
        }
        """ + Context);

    [Fact]
    public Task Takes_the_context_its_type_uses_most() => MarkedSource.Fixes<StoredDataAnalyzer, AddEncryptedFix>(
        """
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted(Context = "Department=finance")] public string Email { get; set; } = "";
            [Encrypted(Context = "Department=finance", Searchable = true)] public string Phone { get; set; } = "";
            [Encrypted(Context = "Department=hr")] public string Name { get; set; } = "";
            public string {|FC1001:CardNumber|} { get; set; } = "";
        }
        """ + Context,
        """
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted(Context = "Department=finance")] public string Email { get; set; } = "";
            [Encrypted(Context = "Department=finance", Searchable = true)] public string Phone { get; set; } = "";
            [Encrypted(Context = "Department=hr")] public string Name { get; set; } = "";
            [Encrypted(Context = "Department=finance")]
            public string CardNumber { get; set; } = "";
        }
        """ + Context);

    [Fact]
    public Task Leaves_the_context_to_the_default_of_the_class() => MarkedSource.Fixes<StoredDataAnalyzer, AddEncryptedFix>(
        """
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;

        public class Other
        {
            [Encrypted(Context = "Department=hr")] public string Name { get; set; } = "";
        }

        [EncryptionContext("Department=finance")]
        public class Card
        {
            public int Id { get; set; }
            public string {|FC1001:CardNumber|} { get; set; } = "";
        }
        """ + Context,
        """
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;

        public class Other
        {
            [Encrypted(Context = "Department=hr")] public string Name { get; set; } = "";
        }

        [EncryptionContext("Department=finance")]
        public class Card
        {
            public int Id { get; set; }
            [Encrypted]
            public string CardNumber { get; set; } = "";
        }
        """ + Context);

    [Fact]
    public Task Marks_the_property_of_a_record_parameter() => MarkedSource.Fixes<StoredDataAnalyzer, AddEncryptedFix>(
        "using FieldCrypt;\nusing Microsoft.EntityFrameworkCore;\n\npublic record Card(int Id, string {|FC1001:CardNumber|});\n" + Context,
        "using FieldCrypt;\nusing Microsoft.EntityFrameworkCore;\n\npublic record Card(int Id, [property: Encrypted] string CardNumber);\n" + Context);

    [Fact]
    public Task Marks_the_column_that_plaintext_is_copied_to() => MarkedSource.Fixes<LeakAnalyzer, AddEncryptedFix>(
        """
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted] public string Pan { get; set; } = "";
            public string Note { get; set; } = "";

            public void Copy(Card other)
            {
                Note = {|FC3009:other.Pan|};
                other.Note = "paid with " + {|FC3009:other.Pan|};
            }
        }
        """ + Context,
        """
        using FieldCrypt;
        using Microsoft.EntityFrameworkCore;

        public class Card
        {
            public int Id { get; set; }
            [Encrypted] public string Pan { get; set; } = "";
            [Encrypted]
            public string Note { get; set; } = "";

            public void Copy(Card other)
            {
                Note = other.Pan;
                other.Note = "paid with " + other.Pan;
            }
        }
        """ + Context);
}
