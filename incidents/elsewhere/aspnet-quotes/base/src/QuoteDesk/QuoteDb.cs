using Microsoft.EntityFrameworkCore;

namespace QuoteDesk;

public class Quote
{
    public Guid Id { get; set; }
    public string Plate { get; set; } = "";
    public decimal Premium { get; set; }
    public DateTime ValidFrom { get; set; }
    public DateTime CreatedAt { get; set; }
}

public class QuoteDb : DbContext
{
    public QuoteDb(DbContextOptions<QuoteDb> options) : base(options) { }

    public DbSet<Quote> Quotes => Set<Quote>();

    protected override void OnModelCreating(ModelBuilder b) =>
        b.Entity<Quote>().Property(q => q.ValidFrom).HasColumnType("timestamp with time zone");
}
