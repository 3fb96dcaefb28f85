using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Voltshare.Api.Data;

namespace Voltshare.Api.Controllers;

[ApiController, Authorize, Route("reservations")]
public class ReservationsController(FleetContext db, IConfiguration config) : ControllerBase
{
    [HttpPost]
    public async Task<IActionResult> Create(Reservation body)
    {
        body.HeldUntil = DateTime.UtcNow.AddMinutes(config.GetValue<int>("Reservations:HoldMinutes"));
        db.Reservations.Add(body);
        await db.SaveChangesAsync();
        return Created($"/reservations/{body.Id}", body);
    }

    [HttpGet("{id:int}")]
    public async Task<IActionResult> Get(int id) =>
        await db.Reservations.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id) is { } r ? Ok(r) : NotFound();
}
