using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace FieldCrypt.Tests.KeyPolicies;

/// <summary>A policy that can be made, in code or as JSON, is the same policy when its JSON is read.</summary>
public class KeyPolicyReadBackTests
{
    private static readonly KeyPolicyStatement s_administration = new() { Principals = ["admin"], Actions = ["kms:*"] };

    [Fact]
    public void A_policy_made_in_code_is_read_back_and_decides_the_same()
    {
        int accepted = 0;
        PolicyArguments.Policy.Sample(
            make =>
            {
                if (PolicyArguments.IsRefused(make, out KeyPolicy policy))
                    return;
                Interlocked.Increment(ref accepted);
                ShouldReadBack(policy);
            },
            iter: 5_000);
        accepted.ShouldBeGreaterThan(200, "too few were accepted to mean anything");
    }

    [Fact]
    public void A_policy_read_from_a_document_is_read_back_and_decides_the_same()
    {
        int accepted = 0;
        Gen.Select(PolicyArguments.Policy, Gen.Int[0, 12], Gen.Int).Sample(
            (make, change, seed) =>
            {
                if (PolicyArguments.IsRefused(make, out KeyPolicy policy))
                    return;
                string json = Changed(policy.ToJson(), change, new Random(seed));
                if (PolicyArguments.IsRefused(() => KeyPolicy.Parse(json), out KeyPolicy read))
                    return;
                Interlocked.Increment(ref accepted);
                ShouldReadBack(read);
            },
            iter: 5_000);
        accepted.ShouldBeGreaterThan(200, "too few were accepted to mean anything");
    }

    [Fact]
    public void The_same_operator_and_key_twice_is_refused_since_JSON_cannot_hold_it()
    {
        KeyPolicyStatement statement = s_administration with
        {
            Conditions = [KeyPolicyCondition.ContextEquals("Department", "finance"), KeyPolicyCondition.ContextEquals("department", "hr")],
        };

        Refuses(() => new KeyPolicy(statement), "twice");
        _ = new KeyPolicy(statement with { Conditions = [KeyPolicyCondition.ContextEquals("Department", "finance"), KeyPolicyCondition.ContextHas("Department")] });
    }

    [Fact]
    public void A_policy_is_measured_in_bytes_of_its_JSON_however_it_was_made()
    {
        int frame = Encoding.UTF8.GetByteCount(With("").ToJson());
        With(new string('a', KeyPolicy.MaximumLength - frame)).ToJson().Length.ShouldBe(KeyPolicy.MaximumLength);
        Refuses(() => With(new string('a', KeyPolicy.MaximumLength - frame + 1)), "longer than 32768 bytes");

        // Each of these is one character, two bytes of UTF-8 and six in JSON.
        string accents = new('é', (KeyPolicy.MaximumLength - frame) / 6);
        ShouldReadBack(With(accents));
        Refuses(() => With(accents + "é"), "longer than 32768 bytes");
        Refuses(() => KeyPolicy.Parse(With("a").ToJson().Replace("\"a\"", $"\"{new string('é', 16_384)}\"", StringComparison.Ordinal)), "longer than 32768 bytes");

        static KeyPolicy With(string value) => new(s_administration with { Conditions = [KeyPolicyCondition.ContextEquals("A", value)] });
    }

    [Fact]
    public void A_policy_keeps_its_own_lists()
    {
        List<string> principals = ["admin"], actions = ["kms:*"], values = ["finance"];
        List<KeyPolicyCondition> conditions = [KeyPolicyCondition.ContextEquals("Department", values)];
        List<KeyPolicyStatement> statements = [new() { Principals = principals, Actions = actions, Conditions = conditions }];
        var policy = new KeyPolicy(statements);
        string json = policy.ToJson();

        principals.Add("mallory");
        actions[0] = "unknown";
        values.Clear();
        conditions.Clear();
        statements.Clear();

        policy.ToJson().ShouldBe(json);
    }

    [Fact]
    public void The_Id_of_a_document_is_kept()
    {
        KeyPolicy policy = KeyPolicy.Parse("""{"Version":"2012-10-17","Id":"key-consolepolicy-3","Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}""");

        policy.Id.ShouldBe("key-consolepolicy-3");
        policy.ToJson().ShouldContain("\"Id\":\"key-consolepolicy-3\"");
        policy.ShouldNotBe(policy with { Id = "" });
        Refuses(() => policy with { Id = "a\0" }, "control character");
    }

    internal static void Refuses(Func<object> make, string named)
    {
        var exception = Should.Throw<FieldCryptException>(() => _ = make());
        exception.Error.ShouldBe(FieldCryptError.InvalidArgument);
        exception.Message.ShouldContain(named);
    }

    private static void ShouldReadBack(KeyPolicy policy)
    {
        string json = policy.ToJson();
        KeyPolicy read = KeyPolicy.Parse(json);
        read.ToJson().ShouldBe(json);
        read.ShouldBe(policy);
        read.Id.ShouldBe(policy.Id);
        read.Statements.Count.ShouldBe(policy.Statements.Count);
        for (int i = 0; i < read.Statements.Count; i++)
        {
            read.Statements[i].Principals.ShouldBe(policy.Statements[i].Principals);
            read.Statements[i].Actions.ShouldBe(policy.Statements[i].Actions);
            foreach (EncryptionContext context in (EncryptionContext[])[EncryptionContext.Empty, EncryptionContext.Parse("Department=a,Tenant=b"), EncryptionContext.Parse("department=true")])
            {
                foreach (string principal in policy.Statements[i].Principals.Append("stranger"))
                {
                    foreach (EmbeddedKeyAction action in Enum.GetValues<EmbeddedKeyAction>())
                        read.Statements[i].Applies(principal, action, context).ShouldBe(policy.Statements[i].Applies(principal, action, context));
                }
            }
        }
    }

    /// <summary>The document as another tool could have written it, and sometimes spoilt.</summary>
    private static string Changed(string json, int change, Random random)
    {
        JsonObject document = JsonNode.Parse(json)!.AsObject();
        JsonArray statements = document["Statement"]!.AsArray();
        JsonObject statement = statements[random.Next(statements.Count)]!.AsObject();
        string element = (string[])["Sid", "Effect", "Principal", "Action", "Resource", "Condition"] is var names ? names[random.Next(names.Length)] : "";
        switch (change)
        {
            case 0:
                return JsonSerializer.Serialize(document, s_indented);
            case 1:
                statement.Remove(element);
                break;
            case 2:
                statement[element] = null;
                break;
            case 3:
                statement[element] = new JsonArray();
                break;
            case 4:
                statement[element] = new JsonObject();
                break;
            case 5:
                statement["NotAction"] = "kms:Decrypt";
                break;
            case 6:
                statement["Action"] = "kms:Decrypt";
                break;
            case 7:
                statement["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject() };
                break;
            case 8:
                statement["Condition"] = new JsonObject { ["stringequals"] = new JsonObject { ["kms:EncryptionContext:A"] = "b" } };
                break;
            case 9:
                return json.Replace("\"Effect\":\"Allow\"", "\"Effect\":\"Allow\",\"effect\":\"Deny\"", StringComparison.Ordinal);
            case 10:
                return json.Insert(random.Next(json.Length), (string[])["\0", "\uD800", " ", "é", "\""] is var wild ? wild[random.Next(wild.Length)] : "");
            case 11:
                return $"\n{json}\t ";
            default:
                break;
        }

        return document.ToJsonString();
    }

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };
}
