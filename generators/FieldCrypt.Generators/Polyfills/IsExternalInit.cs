namespace System.Runtime.CompilerServices;

/// <summary>What init accessors and records need on netstandard2.0.</summary>
internal static class IsExternalInit;
