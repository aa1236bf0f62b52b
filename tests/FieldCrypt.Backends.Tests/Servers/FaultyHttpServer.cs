using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace FieldCrypt.Backends.Tests;

/// <summary>
/// An HTTP server in the test process that answers by <see cref="AnswerAsync"/>, counts calls, and fails or goes silent
/// on demand.
/// </summary>
internal abstract class FaultyHttpServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;
    private TaskCompletionSource? _stalled;

    protected FaultyHttpServer()
    {
        Url = $"http://127.0.0.1:{LoopbackPort.Next()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _loop = Task.Run(ListenAsync);
    }

    public string Url { get; }

    /// <summary>Calls by name of operation.</summary>
    public ConcurrentDictionary<string, int> Calls { get; } = new();

    /// <summary>Path and body of each call.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The last body of each operation.</summary>
    public ConcurrentDictionary<string, string> LastBody { get; } = new();

    /// <summary>What each further call fails with; null answers.</summary>
    public HttpFault? Fault { get; set; }

    /// <summary>How many calls the fault still holds for.</summary>
    public int FaultsLeft { get; set; } = int.MaxValue;

    /// <summary>Completes when a call has come in and waits.</summary>
    public TaskCompletionSource CallWaits { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>From now on calls are taken and not answered.</summary>
    public void Stall()
    {
        CallWaits = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Answers again.</summary>
    public void Resume()
    {
        TaskCompletionSource? stalled = _stalled;
        _stalled = null;
        stalled?.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Resume();
        _listener.Close();
        await _loop;
    }

    protected abstract string OperationOf(HttpListenerRequest request);

    protected abstract Task<HttpFault> AnswerAsync(HttpListenerRequest request, string body);

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = Task.Run(() => RespondAsync(context));
        }
    }

    private async Task RespondAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            string body = await reader.ReadToEndAsync();
            Calls.AddOrUpdate(OperationOf(context.Request), 1, static (_, count) => count + 1);
            LastBody[OperationOf(context.Request)] = body;
            Requests.Enqueue($"{context.Request.RawUrl} {body}");
            if (_stalled is { } stalled)
            {
                CallWaits.TrySetResult();
                await stalled.Task;
            }

            HttpFault answer;
            try
            {
                answer = TakeFault() ?? await AnswerAsync(context.Request, body);
            }
            catch (Exception exception) when (exception is not HttpListenerException)
            {
                answer = new HttpFault(500, exception.ToString());
            }

            context.Response.StatusCode = answer.Status;
            context.Response.RedirectLocation = answer.Location;
            context.Response.ContentType = "application/x-amz-json-1.1";
            byte[] bytes = Encoding.UTF8.GetBytes(answer.Body);
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client hung up: what cancellation and timeouts look like from here.
            context.Response.Abort();
        }
    }

    private HttpFault? TakeFault()
    {
        lock (_listener)
            return Fault is not null && FaultsLeft-- > 0 ? Fault : null;
    }
}
