namespace FieldCrypt.Analyzers;

/// <summary>The check digit of ISO/IEC 7812-1 annex B.</summary>
internal static class Luhn
{
    /// <summary>Whether the last of these ASCII digits is the check digit of the others.</summary>
    public static bool IsValid(string digits)
    {
        int sum = 0;
        for (int i = digits.Length - 1, position = 0; i >= 0; i--, position++)
        {
            int digit = digits[i] - '0';
            if (position % 2 == 1)
            {
                digit *= 2;
                if (digit > 9)
                    digit -= 9;
            }

            sum += digit;
        }

        return sum % 10 == 0;
    }
}
