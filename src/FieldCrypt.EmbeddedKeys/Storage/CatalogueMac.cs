namespace FieldCrypt;

/// <summary>
/// Authenticates the catalogue as a whole, so that nobody without the root key can enable a key, repoint an alias, cut a
/// cryptoperiod, or take away or bring back a row, unnoticed (PCI DSS 3.7.7). The order of what is authenticated is part
/// of the format (docs/format-embedded.md).
/// </summary>
internal static class CatalogueMac
{
    public static byte[] Compute(Catalogue catalogue, RootKey root)
    {
        StoreHeader header = catalogue.Header;
        CanonicalBytes bytes = new CanonicalBytes()
            .Text("FieldCrypt embedded catalogue")
            .Number(StoreSchema.Version)
            .Id(header.StoreId)
            .Time(header.CreatedAt)
            .Text(header.RootKind)
            .Bytes(header.RootParameters)
            .Bytes(header.RootCheck)
            .Number(header.Revision)
            .Time(header.ClockAt)
            .Time(header.ObservedAt)
            .Number(catalogue.Keks.Count);
        foreach (Kek kek in catalogue.Keks.Values.OrderBy(static kek => kek.IdText, StringComparer.Ordinal))
            Write(bytes, kek);

        bytes.Number(catalogue.Aliases.Count);
        foreach ((string alias, Guid keyId) in catalogue.Aliases)
            bytes.Text(alias).Id(keyId);
        WritePermissions(bytes, catalogue);
        return root.Mac(bytes.Written);
    }

    private static void Write(CanonicalBytes bytes, Kek kek)
    {
        bytes.Id(kek.Id)
            .Text(kek.Description)
            .Time(kek.CreatedAt)
            .Number((int)kek.State)
            .Time(kek.DeletionAt)
            .Number(kek.RotationPeriod is { } period ? (long)period.TotalMilliseconds : -1)
            .Number(kek.Versions.Length);
        foreach (KekVersion version in kek.Versions)
            bytes.Number(version.Number).Time(version.CreatedAt).Bytes(version.Wrapped);
        bytes.Number(kek.Tags.Count);
        foreach ((string name, string value) in kek.Tags)
            bytes.Text(name).Text(value);
    }

    /// <summary>Only where there are any: its counts are never both zero, so that the bytes stay unambiguous.</summary>
    private static void WritePermissions(CanonicalBytes bytes, Catalogue catalogue)
    {
        Kek[] keks = [.. catalogue.Keks.Values.OrderBy(static kek => kek.IdText, StringComparer.Ordinal)];
        Kek[] withPolicy = [.. keks.Where(static kek => kek.PolicyText is not null)];
        int grants = keks.Sum(static kek => kek.Grants.Count);
        if (withPolicy.Length == 0 && grants == 0)
            return;

        bytes.Number(withPolicy.Length);
        foreach (Kek kek in withPolicy)
            bytes.Id(kek.Id).Text(kek.PolicyText!);
        bytes.Number(grants);
        foreach (Kek kek in keks)
        {
            foreach (KeyGrant grant in kek.Grants.Values)
            {
                bytes.Id(kek.Id)
                    .Text(grant.GrantId)
                    .Text(grant.Name)
                    .Text(grant.GranteePrincipal)
                    .OptionalText(grant.RetiringPrincipal)
                    .Text(grant.IssuingPrincipal)
                    .Time(grant.CreatedAt)
                    .Text(PermissionTables.OperationsText(grant))
                    .OptionalText(grant.Constraints?.EncryptionContextEquals?.ToString())
                    .OptionalText(grant.Constraints?.EncryptionContextSubset?.ToString());
            }
        }
    }
}
