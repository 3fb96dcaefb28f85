using Meterflow.Api.Services;
using Microsoft.AspNetCore.Mvc;

namespace Meterflow.Api.Controllers;

[ApiController, Route("meters/{meterId}/curve")]
public class CurvesController(CurveService curves) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> Get(string meterId, DateTime from, DateTime to, CancellationToken ct)
    {
        return Ok(await curves.LoadAsync(meterId, from, to, ct));
    }
}
