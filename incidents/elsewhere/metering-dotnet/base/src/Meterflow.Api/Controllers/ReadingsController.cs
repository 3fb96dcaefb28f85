using Meterflow.Api.Data;
using Meterflow.Api.Services;
using Microsoft.AspNetCore.Mvc;

namespace Meterflow.Api.Controllers;

[ApiController, Route("readings")]
public class ReadingsController(ReadingService service) : ControllerBase
{
    [HttpPost]
    public async Task<IActionResult> Post(List<Reading> readings, CancellationToken ct) =>
        Accepted(new { stored = await service.StoreAsync(readings, ct) });
}
