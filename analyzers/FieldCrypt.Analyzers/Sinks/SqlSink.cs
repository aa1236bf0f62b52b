using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>SQL written by hand, which passes FieldCrypt by: EF Core's raw SQL, the parameters of commands, Dapper.</summary>
internal sealed class SqlSink : Sink
{
    private static readonly HashSet<string> RawSql = new(StringComparer.Ordinal)
    {
        "ExecuteSql", "ExecuteSqlAsync", "ExecuteSqlRaw", "ExecuteSqlRawAsync", "ExecuteSqlInterpolated", "ExecuteSqlInterpolatedAsync",
        "ExecuteSqlCommand", "ExecuteSqlCommandAsync", "FromSql", "FromSqlRaw", "FromSqlInterpolated", "SqlQuery", "SqlQueryRaw", "AddWithValue",
    };

    private static readonly HashSet<string> Dapper = new(StringComparer.Ordinal)
    {
        "Execute", "ExecuteAsync", "ExecuteScalar", "ExecuteScalarAsync", "Query", "QueryAsync", "QueryFirst", "QueryFirstAsync",
        "QueryFirstOrDefault", "QueryFirstOrDefaultAsync", "QuerySingle", "QuerySingleAsync", "QuerySingleOrDefault",
        "QuerySingleOrDefaultAsync", "QueryMultiple", "QueryMultipleAsync",
    };

    public override DiagnosticDescriptor Rule => DiagnosticCatalogue.LeakToSql;

    public override bool MayMatch(string methodName) => methodName == "Add" || RawSql.Contains(methodName) || Dapper.Contains(methodName);

    protected override PrintMode Mode => PrintMode.Serialized;

    public override bool Matches(in SinkCall call)
    {
        if (RawSql.Contains(call.Name))
            return true;
        if (call.Name == "Add")
            return call.ReceiverName == "Parameters" && call.Arguments.Count == 2 || call.TypeName == "DynamicParameters";

        return call.TypeName == "SqlMapper" || call.IsAbout("connection") || (call.Method is null && SourceWords.Has(call.ReceiverName, "conn"));
    }

    /// <summary>The type of a parameter of a command: SqlParameter, NpgsqlParameter and their like.</summary>
    public static bool IsParameter(string typeName) =>
        typeName is "SqlParameter" or "NpgsqlParameter" or "SqliteParameter" or "SQLiteParameter" or "MySqlParameter" or "OracleParameter" or "OleDbParameter" or "OdbcParameter";

    /// <summary><c>command.CommandText = …</c></summary>
    public static bool IsCommandText(AssignmentExpressionSyntax assignment) =>
        assignment is { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CommandText" } };
}
