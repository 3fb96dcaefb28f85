using Microsoft.EntityFrameworkCore;

namespace Meterflow.Api.Data;

public class MeterContext(DbContextOptions<MeterContext> options) : DbContext(options)
{
    public DbSet<Reading> Readings => Set<Reading>();

    protected override void OnModelCreating(ModelBuilder b) =>
        b.Entity<Reading>().HasKey(r => new { r.MeterId, r.At });
}
