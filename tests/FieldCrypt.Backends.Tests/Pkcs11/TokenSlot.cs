using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace FieldCrypt.Backends.Tests;

/// <summary>Finds a token's slot. SoftHSM cannot tell of a token (CKR_GENERAL_ERROR) at the moment at which another test writes to it.</summary>
internal static class TokenSlot
{
    public static ISlot Of(IPkcs11Library library, string label)
    {
        for (int look = 1; ; look++)
        {
            if (library.GetSlotList(SlotsType.WithTokenPresent).SingleOrDefault(slot => LabelOf(slot) == label) is { } slot)
                return slot;
            look.ShouldBeLessThan(20, $"No token with label {label} is present.");
            Thread.Sleep(TimeSpan.FromMilliseconds(50));
        }
    }

    private static string? LabelOf(ISlot slot)
    {
        try
        {
            return slot.GetTokenInfo().Label.Trim();
        }
        catch (Pkcs11Exception exception) when (exception.RV == CKR.CKR_GENERAL_ERROR)
        {
            return null;
        }
    }
}
