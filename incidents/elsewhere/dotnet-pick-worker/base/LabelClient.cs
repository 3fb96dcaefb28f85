using Microsoft.Extensions.Options;

namespace PickWorker;

public class LabelClient
{
    private readonly HttpClient _http;

    public LabelClient(HttpClient http, IOptions<LabelOptions> options)
    {
        _http = http;
        _http.BaseAddress = new Uri(options.Value.BaseUrl);
    }

    public Task PrintAsync(string wave, CancellationToken ct) =>
        _http.PostAsJsonAsync("/print", new { wave }, ct);
}
