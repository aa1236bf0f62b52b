using System;
using System.Collections.Immutable;
using System.Linq;

namespace FieldCrypt.Analyzers;

/// <summary>The names by which object mappers are recognised, whether their packages resolve or not.</summary>
internal static class PersistenceNames
{
    /// <summary>Attributes on a type that make it persisted.</summary>
    public static readonly ImmutableHashSet<string> TypeAttributes = Set(
        "Table", "TableName", "Owned", "ComplexType", "Keyless", "PrimaryKey", "Index", "EntityTypeConfiguration", "EncryptedTable",
        "DynamoDBTable", "BsonCollection", "BsonIgnoreExtraElements", "BsonDiscriminator", "CollectionName", "MongoCollection",
        "Alias", "SugarTable", "Persistent", "ActiveRecord", "Class", "DatabaseTable", "MapInheritance", "ExplicitColumns", "EdmEntityType");

    /// <summary>Attributes on a member that show its type to be persisted.</summary>
    public static readonly ImmutableHashSet<string> MemberAttributes = Set(
        "Key", "ExplicitKey", "Column", "DatabaseGenerated", "ForeignKey", "InverseProperty", "Timestamp", "ConcurrencyCheck", "Association",
        "PrimaryKey", "AutoIncrement", "Indexed", "SugarColumn", "PrimaryKeyColumn", "ResultColumn", "DevExpressKey", "EdmScalarProperty",
        "BsonId", "BsonElement", "BsonRepresentation", "BsonIgnoreIfNull", "BsonRequired",
        "DynamoDBHashKey", "DynamoDBRangeKey", "DynamoDBProperty", "DynamoDBVersion", "DynamoDBGlobalSecondaryIndexHashKey");

    /// <summary>Attributes that keep a member out of the store.</summary>
    public static readonly ImmutableHashSet<string> UnmappedAttributes = Set(
        "NotMapped", "Ignore", "Ignored", "BsonIgnore", "DynamoDBIgnore", "Computed", "NonPersistent", "Transient", "IgnoreDataMember",
        "IgnoreProperty", "NotColumn", "ScaffoldColumnIgnore");

    /// <summary>Attributes by which a field is mapped or constrained as a column.</summary>
    public static readonly ImmutableHashSet<string> FieldAttributes = MemberAttributes.Union(
        ["Required", "StringLength", "MaxLength", "MinLength", AttributeNames.Encrypted, "PersonalData", "ProtectedPersonalData", "CreditCard"]);

    /// <summary>Base types whose descendants are stored.</summary>
    public static readonly ImmutableHashSet<string> BaseTypes = Set(
        "IdentityUser", "IdentityRole", "TableEntity", "ITableEntity", "RealmObject", "IRealmObject", "XPObject", "XPLiteObject", "XPBaseObject",
        "ActiveRecordBase", "EntityObject");

    /// <summary>Generic types and methods whose type argument is stored, wherever they are named.</summary>
    public static readonly ImmutableHashSet<string> Generics = Set(
        "DbSet", "IDbSet", "ObjectSet", "Entity", "IEntityTypeConfiguration", "EntityTypeConfiguration", "EntityTypeBuilder", "ComplexTypeConfiguration",
        "IMongoCollection", "MongoCollection", "GetCollection", "ILiteCollection", "LiteCollection", "RegisterClassMap", "BsonClassMap",
        "GetTable", "CreateTable", "CreateTableAsync", "ClassMapping", "JoinedSubclassMapping", "ComponentMapping");

    /// <summary>Generic types and methods whose type argument is stored where the file names a store's library.</summary>
    public static readonly ImmutableHashSet<string> LibraryGenerics = Set(
        "Set", "Table", "Query", "QueryAsync", "QueryFirst", "QueryFirstAsync", "QueryFirstOrDefault", "QueryFirstOrDefaultAsync", "QuerySingle",
        "QuerySingleAsync", "QuerySingleOrDefault", "QuerySingleOrDefaultAsync", "Get", "GetAsync", "GetAll", "GetAllAsync", "Insert", "InsertAsync",
        "Fetch", "FetchAsync", "Single", "SingleOrDefault", "CreateItemAsync", "UpsertItemAsync", "ReadItemAsync", "GetItemQueryIterator", "Load", "LoadAsync", "SaveAsync", "ScanAsync", "FromQueryAsync", "ClassMap", "SubclassMap",
        "ITable", "Select", "SingleById", "Find", "FindAsync",
        "OwnsOne", "OwnsMany", "ComplexProperty", "Owned", "ComplexType");

    /// <summary>Methods that store their argument, where the file names a store's library.</summary>
    public static readonly ImmutableHashSet<string> StoreMethods = Set(
        "Insert", "InsertAsync", "InsertOne", "InsertOneAsync", "InsertOrReplace", "InsertOrReplaceAsync", "Save", "SaveAsync", "SaveOrUpdate",
        "SaveOrUpdateAsync", "Persist", "CreateItemAsync", "UpsertItemAsync", "ReplaceItemAsync", "Store", "StoreAsync", "Upsert", "UpsertAsync", "PutAsync", "Execute", "ExecuteAsync");

    /// <summary>Namespaces (or their beginnings) of libraries that store objects.</summary>
    public static readonly ImmutableArray<string> Libraries = ImmutableArray.Create(
        "Dapper", "Microsoft.EntityFrameworkCore", "System.Data.Entity", "System.Data.Linq", "NHibernate", "FluentNHibernate", "MongoDB",
        "LiteDB", "Raven", "Marten", "SQLite", "PetaPoco", "NPoco", "ServiceStack.OrmLite", "ServiceStack.DataAnnotations", "Amazon.DynamoDBv2", "LinqToDB",
        "SqlSugar", "FreeSql", "RepoDb", "Realms", "Nop.Data", "Nop.Core.Data", "Volo.Abp.Domain", "Abp.Domain", "DevExpress.Xpo", "Microsoft.Azure.Cosmos");

    private static ImmutableHashSet<string> Set(params string[] names) => names.ToImmutableHashSet(StringComparer.Ordinal);

    /// <summary>The property of a command that parameters are added to.</summary>
    public const string Parameters = "Parameters";

    /// <summary>Whether a generic type is a repository by its name: IRepository, EfEntityRepositoryBase.</summary>
    public static bool IsRepository(string genericName) => genericName.IndexOf("Repository", StringComparison.Ordinal) >= 0;

    /// <summary>Whether a method gives a value to a command's parameters: AddWithValue, or Add on Parameters.</summary>
    public static bool IsParameterMethod(string method) => method is "AddWithValue" or "AddParameter" or "AddInParameter";

    /// <summary>Whether a type is a command's parameter: new SqlParameter("@pan", card.Pan) stores a member of card.</summary>
    public static bool IsParameterType(string type) => type
        is "SqlParameter" or "SqliteParameter" or "SQLiteParameter" or "MySqlParameter" or "NpgsqlParameter" or "OracleParameter" or "OleDbParameter" or "OdbcParameter";

    /// <summary>Whether a name in a file gives reason to look for what the file stores.</summary>
    public static bool MayStore(string name) =>
        Generics.Contains(name) || IsRepository(name) || IsParameterMethod(name) || IsParameterType(name) || name == Parameters;

    public static bool IsLibrary(string name) => Libraries.Any(library =>
        name.StartsWith(library, StringComparison.Ordinal) && (name.Length == library.Length || name[library.Length] == '.'));
}
