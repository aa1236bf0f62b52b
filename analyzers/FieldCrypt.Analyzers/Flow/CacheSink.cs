using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>Caches and sessions: memory, distributed, hybrid, Redis, HTTP session, cookies.</summary>
internal sealed class CacheSink : Sink
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "Set", "SetAsync", "SetString", "SetStringAsync", "SetInt32", "SetObject", "SetObjectAsJson", "SetJson", "SetRecordAsync",
        "StringSet", "StringSetAsync", "HashSet", "HashSetAsync", "SetAdd", "SetAddAsync", "ListLeftPush", "ListLeftPushAsync",
        "ListRightPush", "ListRightPushAsync", "Add", "AddAsync", "AddOrUpdate", "AddOrGetExisting", "Insert", "Put", "PutAsync",
        "TryAdd", "Store", "StoreAsync", "Append", "Replace", "ReplaceAsync", "SetValue", "SetCache", "SetCacheAsync", "SetData",
        "CreateEntry", "Save", "SaveAsync", "Cache", "CacheAsync", "Upsert", "Push",
    };

    private static readonly string[] Words = ["cache", "caching", "session", "redis", "memcached", "cookies", "cookie", "tempdata", "viewstate"];

    public override DiagnosticDescriptor Rule => DiagnosticCatalogue.LeakToCache;

    public override bool MayMatch(string methodName) => Names.Contains(methodName);

    protected override PrintMode Mode => PrintMode.Serialized;

    public override bool Matches(in SinkCall call)
    {
        // StackExchange.Redis: IDatabase.StringSet and the like.
        if (call.Name.StartsWith("StringSet", StringComparison.Ordinal) || (call.IsOn("IDatabase") && call.Name.StartsWith("HashSet", StringComparison.Ordinal)))
            return true;

        // The session of an object mapper saves and adds entities: a store, for the model rules.
        if (call.IsAbout("session") && !call.Name.StartsWith("Set", StringComparison.Ordinal) && !(call.Name is "Add" or "Put" && call.Arguments.Count == 2))
            return false;

        var subject = call;
        return Words.Any(word => subject.IsAbout(word) || (subject.ReceiverType?.SpecialType == SpecialType.None && SourceWords.Has(subject.ReceiverName, word)));
    }
}
