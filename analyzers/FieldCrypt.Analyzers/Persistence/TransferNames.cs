using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>Types that carry data between programs or to a page, by their names: no persisted types unless mapped outright.</summary>
internal static class TransferNames
{
    private static readonly ImmutableArray<string> Suffixes = ImmutableArray.Create(
        "dto", "dtos", "viewmodel", "vm", "request", "requests", "response", "command", "query", "bindingmodel", "inputmodel", "input", "output", "result", "message",
        "event", "args", "eventargs", "options", "settings", "config", "configuration", "payload", "params", "parameters", "contract", "form", "reply",
        "resource", "model", "dialog", "page", "view", "controller", "service", "client", "validator", "exception", "attribute", "handler", "mapper", "builder",
        "helper", "factory", "provider", "generator", "tests", "test", "fixture", "mock", "proxy", "processor", "manager", "repository", "api", "gateway", "sample", "faker");

    private static readonly ImmutableHashSet<string> Spaces = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Dto", "Dtos", "DTOs", "ViewModel", "ViewModels", "Requests", "Request", "Responses", "Response", "Contracts", "Contract", "Messages", "Messaging",
        "Commands", "Queries", "Events", "Api", "ApiModels", "Client", "Clients", "Sdk", "Stripe", "Braintree", "Paypal", "Adyen", "Services", "Tests", "Test",
        "Views", "Pages", "Controllers", "Forms", "Mocks", "Integration", "Gateways", "Gateway", "Generators", "Inputs", "Resources", "Shared", "Payloads");

    public static bool IsTransferName(INamedTypeSymbol type)
    {
        var name = type.Name;
        return Suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && IsWordStart(name, suffix));
    }

    public static bool IsTransferSpace(string namespaceName) => Spaces.Contains(namespaceName);

    private static bool IsWordStart(string name, string suffix)
    {
        var start = name.Length - suffix.Length;
        return start == 0 || char.IsUpper(name[start]) || name[start - 1] == '_';
    }
}
