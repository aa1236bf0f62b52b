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

    /// <summary>
    /// What an assignment sets of a command: its text (<c>command.CommandText = …</c>) or the value of a parameter
    /// (<c>command.Parameters.Add("@pan", type).Value = …</c>, <c>new SqlParameter("@pan", type) { Value = … }</c>); null for any other.
    /// </summary>
    public static string? WrittenBy(AssignmentExpressionSyntax assignment) => !assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) ? null : assignment.Left switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CommandText" } => "CommandText",
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } access when IsParameterOfCommand(access.Expression) => "Value",
        IdentifierNameSyntax { Identifier.ValueText: "Value" } when assignment.Parent is InitializerExpressionSyntax { Parent: ObjectCreationExpressionSyntax creation }
            && IsParameter(LastName.Of(creation.Type)) => "Value",
        _ => null,
    };

    private static bool IsParameterOfCommand(ExpressionSyntax expression) => expression switch
    {
        InvocationExpressionSyntax call => LastName.Of(call) == "Add" && LastName.Of(SyntaxShapes.ReceiverOf(call)) == "Parameters",
        ElementAccessExpressionSyntax access => LastName.Of(access.Expression) == "Parameters",
        _ => false,
    };
}
