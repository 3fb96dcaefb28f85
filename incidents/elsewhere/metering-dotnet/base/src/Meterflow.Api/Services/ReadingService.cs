using Meterflow.Api.Data;

namespace Meterflow.Api.Services;

public class ReadingService(MeterContext db, ILogger<ReadingService> log)
{
    public async Task<int> StoreAsync(IReadOnlyList<Reading> readings, CancellationToken ct)
    {
        db.Readings.AddRange(readings);
        var n = await db.SaveChangesAsync(ct);
        log.LogInformation("Stored {Count} readings", n);
        return n;
    }
}
