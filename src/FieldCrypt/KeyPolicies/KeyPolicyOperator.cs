namespace FieldCrypt;

/// <summary>How a condition of a key policy compares; named as in AWS IAM.</summary>
public enum KeyPolicyOperator
{
    /// <summary>The value is one of those given. Not met by a call without it.</summary>
    StringEquals,

    /// <summary>The value is none of those given. Met by a call without it.</summary>
    StringNotEquals,

    /// <summary>The value fits a pattern, in which <c>*</c> stands for any characters and <c>?</c> for one.</summary>
    StringLike,

    /// <summary>The value fits no pattern.</summary>
    StringNotLike,

    /// <summary>Each of the call's values is among those given; met by a call without any.</summary>
    ForAllValuesStringEquals,

    /// <summary>At least one of the call's values is among those given.</summary>
    ForAnyValueStringEquals,

    /// <summary><c>true</c>: the call has no such value; <c>false</c>: it has one.</summary>
    Null,
}
