using Microsoft.EntityFrameworkCore;

namespace RxRelay.Data;

public class LedgerEntry
{
    public int Id { get; set; }
    public required string Token { get; set; }
    public required string PharmacyId { get; set; }
    public DateTime RedeemedAt { get; set; }
}

public class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    public DbSet<LedgerEntry> Entries => Set<LedgerEntry>();
}
