using System.Net.Http.Json;
using Microsoft.Extensions.Options;

namespace RxRelay.Hub;

public record Redemption(string Token, string PharmacyId);

public class HubUnavailableException(string message, Exception inner) : Exception(message, inner);

public class HubClient(HttpClient http, IOptions<HubOptions> options, ILogger<HubClient> log)
{
    public async Task<string> RedeemAsync(Redemption redemption, CancellationToken ct)
    {
        try
        {
            using var response = await http.PostAsJsonAsync($"/v3/groups/{options.Value.PharmacyGroup}/redemptions", redemption, ct);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadAsStringAsync(ct);
        }
        catch (HttpRequestException e)
        {
            log.LogWarning("Hub call failed: {Reason}", e.Message);
            throw new HubUnavailableException("prescription hub not available", e);
        }
    }
}
