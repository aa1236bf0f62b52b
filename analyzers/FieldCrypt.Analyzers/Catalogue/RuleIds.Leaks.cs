namespace FieldCrypt.Analyzers;

internal static partial class RuleIds
{
    public const string LeakToLog = "FC3001";
    public const string LeakToConsole = "FC3002";
    public const string LeakToException = "FC3003";
    public const string LeakToTelemetry = "FC3004";
    public const string LeakInToString = "FC3005";
    public const string LeakInRecordPrinting = "FC3006";
    public const string LeakToResponse = "FC3007";
    public const string LeakToSerializer = "FC3008";
    public const string LeakToPlainColumn = "FC3009";
    public const string LeakToCache = "FC3010";
    public const string LeakToFile = "FC3011";
    public const string LeakOfObject = "FC3012";
    public const string LeakToSql = "FC3013";

    public const string PanLiteral = "FC4001";
    public const string TestPanLiteral = "FC4002";
    public const string TrackLiteral = "FC4003";
    public const string HardCodedKey = "FC4004";
}
