using System.Net;
using FieldCrypt.RemoteKeys;

namespace FieldCrypt.Vault;

/// <summary>Transit answers nearly every refusal with HTTP 400 and tells them apart in words.</summary>
internal static class VaultTransitErrors
{
    public static FieldCryptError Classify(HttpStatusCode status, string words, string operation)
    {
        if (status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.InternalServerError)
        {
            if (Says("key not found") || status == HttpStatusCode.NotFound)
                return FieldCryptError.KeyNotFound;
            if (Says("disallowed by policy") || Says("soft-deleted") || Says("soft deleted"))
                return FieldCryptError.KeyDisabled;
            if (operation == "decrypt" && (status == HttpStatusCode.BadRequest || Says("message authentication failed")))
                return FieldCryptError.AuthenticationFailed;
        }

        return (int)status switch
        {
            412 or 472 or 473 => FieldCryptError.BackendUnavailable, // not replicated yet, or a standby
            _ => KeyServiceClient.Classify(status),
        };

        bool Says(string text) => words.Contains(text, StringComparison.OrdinalIgnoreCase);
    }
}
