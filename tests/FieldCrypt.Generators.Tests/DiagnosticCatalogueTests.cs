using System.Globalization;
using System.Reflection;
using FieldCrypt.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Tests;

public sealed class DiagnosticCatalogueTests
{
    private static readonly DiagnosticDescriptor[] s_all = [.. typeof(GeneratorDiagnostics).GetFields(BindingFlags.Static | BindingFlags.Public)
        .Select(static field => field.GetValue(null)).OfType<DiagnosticDescriptor>()];

    public static TheoryData<string> Ids => [.. s_all.Select(static descriptor => descriptor.Id)];

    [Fact]
    public void Ids_are_one_after_another() => s_all.Select(static descriptor => descriptor.Id)
        .ShouldBe(Enumerable.Range(1, s_all.Length).Select(static number => $"FC{number:0000}"));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_is_an_error_that_no_setting_turns_off_with_a_page_of_its_own(string id)
    {
        DiagnosticDescriptor descriptor = s_all.Single(descriptor => descriptor.Id == id);

        descriptor.DefaultSeverity.ShouldBe(DiagnosticSeverity.Error);
        descriptor.IsEnabledByDefault.ShouldBeTrue();
        descriptor.CustomTags.ShouldContain(WellKnownDiagnosticTags.NotConfigurable);
        descriptor.HelpLinkUri.ShouldEndWith($"/docs/rules/{id}.md");
        descriptor.MessageFormat.ToString(CultureInfo.InvariantCulture).ShouldContain("; ", customMessage: "A message says what to do.");
    }
}
