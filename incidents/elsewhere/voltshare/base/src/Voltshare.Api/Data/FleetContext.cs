using Microsoft.EntityFrameworkCore;

namespace Voltshare.Api.Data;

public class FleetContext(DbContextOptions<FleetContext> options) : DbContext(options)
{
    public DbSet<Car> Cars => Set<Car>();
    public DbSet<Reservation> Reservations => Set<Reservation>();
}
