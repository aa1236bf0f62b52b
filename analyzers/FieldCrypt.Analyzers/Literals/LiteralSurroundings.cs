using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>Looks at the variable, property, argument, key or method that a literal is given to; by syntax alone.</summary>
internal sealed class LiteralSurroundings(NameClassifier names)
{
    private static readonly HashSet<string> CardConcepts = new(StringComparer.Ordinal) { "card", "cc", "pan", "cvv", "cardholder" };

    /// <summary>Words of other long numbers.</summary>
    private static readonly HashSet<string> OtherNumbers = new(StringComparer.Ordinal)
    {
        "phone", "telephone", "tel", "mobile", "fax", "cell", "msisdn", "imei", "imsi", "iccid", "isbn", "issn", "ean", "gtin",
        "upc", "sku", "barcode", "tracking", "shipment", "parcel", "waybill", "timestamp", "ticks", "epoch", "unix", "hash",
        "checksum", "crc", "digest", "iban", "guid", "uuid", "serial", "vin", "seed", "snowflake", "id", "ids", "siret", "vat",
        "meter", "signature", "sid", "latitude", "longitude", "nonce", "salt", "gln", "sscc", "npi", "hex", "pi", "factorial",
        "fibonacci", "prime", "primes", "bits", "mask", "magic",
    };

    public LiteralContext Of(SyntaxNode literal)
    {
        bool cards = false;
        bool others = false;
        foreach (string name in Names(literal))
        {
            foreach (var word in names.WordsOf(name).Words)
            {
                others |= OtherNumbers.Contains(word.Text);
                foreach (string concept in word.Concepts)
                    cards |= CardConcepts.Contains(concept);
            }
        }

        return new LiteralContext(cards, others && !cards);
    }

    private static IEnumerable<string> Names(SyntaxNode literal)
    {
        // A literal inside a list or an expression belongs to whatever is given the whole.
        for (SyntaxNode? node = literal.Parent; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case ArgumentSyntax argument:
                    if (argument.NameColon is { } named)
                        yield return named.Name.Identifier.ValueText;
                    break;

                case AttributeArgumentSyntax argument:
                    if ((argument.NameEquals?.Name ?? argument.NameColon?.Name) is { } attributeName)
                        yield return attributeName.Identifier.ValueText;
                    break;

                case InvocationExpressionSyntax call:
                    yield return LastName.Of(call.Expression);
                    break;

                case ObjectCreationExpressionSyntax creation:
                    yield return LastName.Of(creation.Type);
                    break;

                case BinaryExpressionSyntax binary:
                    yield return LastName.Of(binary.Left);
                    break;

                case AssignmentExpressionSyntax { Left: ImplicitElementAccessSyntax access }:
                    if (access.ArgumentList.Arguments is [{ Expression: LiteralExpressionSyntax { Token.Value: string key } }])
                        yield return key;
                    yield break;

                case AssignmentExpressionSyntax assignment:
                    yield return LastName.Of(assignment.Left);
                    yield break;

                case VariableDeclaratorSyntax variable:
                    yield return variable.Identifier.ValueText;
                    yield break;

                case PropertyDeclarationSyntax property:
                    yield return property.Identifier.ValueText;
                    yield break;

                case ParameterSyntax parameter:
                    yield return parameter.Identifier.ValueText;
                    yield break;

                case MethodDeclarationSyntax method:
                    yield return method.Identifier.ValueText;
                    yield break;

                case MemberDeclarationSyntax:
                    yield break;
            }
        }
    }
}
