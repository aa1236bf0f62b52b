using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>What ASP.NET Core (and Web API, FastEndpoints, Carter) turns into a response body.</summary>
internal static class Responses
{
    private static readonly HashSet<string> Results = new(StringComparer.Ordinal)
    {
        "Ok", "Json", "Created", "CreatedAtAction", "CreatedAtRoute", "Accepted", "AcceptedAtAction", "AcceptedAtRoute",
        "StatusCode", "JsonContent", "Content", "WriteAsJsonAsync", "SendAsync", "SendOkAsync", "BadRequest", "NotFound", "Conflict",
    };

    private static readonly HashSet<string> ResultTypes = new(StringComparer.Ordinal)
    {
        "OkObjectResult", "JsonResult", "ObjectResult", "CreatedResult", "CreatedAtActionResult", "CreatedAtRouteResult",
        "AcceptedResult", "BadRequestObjectResult", "NotFoundObjectResult", "OkNegotiatedContentResult",
    };

    public static bool IsController(INamedTypeSymbol? type)
    {
        if (type is null)
            return false;
        if (type.Name.EndsWith("Controller", StringComparison.Ordinal) || type.HasAttribute("ApiController"))
            return true;

        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current.Name is "ControllerBase" or "Controller" or "ApiController" or "EndpointBase" or "Endpoint")
                return true;
        }

        return false;
    }

    /// <summary>A method that routing may call.</summary>
    public static bool IsAction(ISymbol symbol) =>
        symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsStatic: false }
        && !symbol.HasAttribute("NonAction");

    public static bool IsResponseName(string methodName) => Results.Contains(methodName);

    /// <summary><c>Ok(x)</c> in a controller, <c>Results.Ok(x)</c> and <c>TypedResults.Ok(x)</c> anywhere.</summary>
    public static bool IsResponse(InvocationExpressionSyntax call, INamedTypeSymbol? caller) => SyntaxShapes.ReceiverOf(call) switch
    {
        null or ThisExpressionSyntax or BaseExpressionSyntax => IsController(caller),
        var receiver => LastName.Of(receiver) is "Results" or "TypedResults" or "Response",
    };

    public static bool IsResultType(string typeName) => ResultTypes.Contains(typeName);

    /// <summary>A minimal API's route.</summary>
    public static bool IsEndpoint(string name) => name is "MapGet" or "MapPost" or "MapPut" or "MapDelete" or "MapPatch" or "MapMethods" or "Map";

    /// <summary>Whether a value stands directly in the argument of a call that has a rule of its own.</summary>
    public static bool IsGivenToSink(InvocationExpressionSyntax call) =>
        call.Ancestors().TakeWhile(static node => node is not (StatementSyntax or AnonymousFunctionExpressionSyntax)).Any(static node => node switch
        {
            InvocationExpressionSyntax outer => SinkCatalogue.MayMatch(LastName.Of(outer.Expression)),
            ObjectCreationExpressionSyntax creation => LastName.Of(creation.Type).EndsWith("Exception", StringComparison.Ordinal),
            _ => false,
        });
}
