using System.Net.Http.Headers;
using Azure.Core;
using Microsoft.Extensions.Options;

namespace PickWorker;

public class TokenHandler : DelegatingHandler
{
    private readonly TokenCredential _credential;
    private readonly StockOptions _options;

    public TokenHandler(TokenCredential credential, IOptions<StockOptions> options)
    {
        _credential = credential;
        _options = options.Value;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var token = await _credential.GetTokenAsync(new TokenRequestContext(new[] { _options.Scope }), ct);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        return await base.SendAsync(request, ct);
    }
}
