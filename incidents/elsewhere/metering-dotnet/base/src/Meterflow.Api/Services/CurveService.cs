using Meterflow.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace Meterflow.Api.Services;

public record CurvePoint(DateTime At, decimal KiloWattHours);

public class CurveService(MeterContext db)
{
    public async Task<IReadOnlyList<CurvePoint>> LoadAsync(string meterId, DateTime from, DateTime to, CancellationToken ct)
    {
        return await db.Readings.AsNoTracking()
            .Where(r => r.MeterId == meterId && r.At >= from && r.At < to)
            .OrderBy(r => r.At)
            .Select(r => new CurvePoint(r.At, r.KiloWattHours))
            .ToListAsync(ct);
    }
}
