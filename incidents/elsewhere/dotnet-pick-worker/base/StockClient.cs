using Microsoft.Extensions.Options;

namespace PickWorker;

public class StockClient
{
    private readonly HttpClient _http;

    public StockClient(HttpClient http, IOptions<StockOptions> options)
    {
        _http = http;
        _http.BaseAddress = new Uri(options.Value.BaseUrl);
    }

    public async Task ReserveAsync(string wave, CancellationToken ct)
    {
        var response = await _http.PostAsJsonAsync("/reservations", new { wave }, ct);
        response.EnsureSuccessStatusCode();
    }
}
