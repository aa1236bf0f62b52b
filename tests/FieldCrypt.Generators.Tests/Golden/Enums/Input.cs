using FieldCrypt;

namespace Shop;

public enum A : sbyte { None }
public enum B : byte { None }
public enum C : short { None }
public enum D : ushort { None }
public enum E : int { None }
public enum F : uint { None }
public enum G : long { None }
internal enum H : ulong { None }

public class Flags
{
    [Encrypted(Searchable = true)] public A A { get; set; }
    [Encrypted] public B B { get; set; }
    [Encrypted] public C C { get; set; }
    [Encrypted] public D D { get; set; }
    [Encrypted] public E E { get; set; }
    [Encrypted] public F F { get; set; }
    [Encrypted] public G? G { get; set; }
    [Encrypted] internal H H { get; set; }
}
