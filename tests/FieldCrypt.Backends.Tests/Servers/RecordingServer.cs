using System.Net;

namespace FieldCrypt.Backends.Tests;

/// <summary>A server or proxy that no request should reach: it keeps what comes in and answers 200.</summary>
internal sealed class RecordingServer : FaultyHttpServer
{
    protected override string OperationOf(HttpListenerRequest request) => request.HttpMethod;

    protected override Task<HttpFault> AnswerAsync(HttpListenerRequest request, string body) => Task.FromResult(new HttpFault(200, "{}"));
}
