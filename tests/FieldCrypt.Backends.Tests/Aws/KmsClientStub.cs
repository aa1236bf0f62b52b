using System.Reflection;
using Amazon.KeyManagementService;
using Amazon.Runtime;

namespace FieldCrypt.Backends.Tests;

/// <summary>A KMS client that answers by a function of the request, so that a test holds both in its hands.</summary>
public class KmsClientStub : DispatchProxy
{
    private Func<AmazonWebServiceRequest, AmazonWebServiceResponse> _answer = null!;
    private AmazonKeyManagementServiceConfig _config = null!;

    public static IAmazonKeyManagementService Create(string region, Func<AmazonWebServiceRequest, AmazonWebServiceResponse> answer)
    {
        IAmazonKeyManagementService client = Create<IAmazonKeyManagementService, KmsClientStub>();
        var stub = (KmsClientStub)(object)client;
        stub._answer = answer;
        stub._config = new AmazonKeyManagementServiceConfig { RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region) };
        return client;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == "get_Config")
            return _config;
        Type response = targetMethod.ReturnType.GetGenericArguments().Single();
        return typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(response).Invoke(null, [_answer((AmazonWebServiceRequest)args![0]!)]);
    }
}
