namespace QuoteDesk;

public record QuoteRequest(string Plate, DateTime ValidFrom, int Age);

public class QuoteService
{
    private readonly QuoteDb _db;
    private readonly Premium _premium;

    public QuoteService(QuoteDb db, Premium premium)
    {
        _db = db;
        _premium = premium;
    }

    public async Task<Quote> CreateAsync(QuoteRequest request)
    {
        var quote = new Quote
        {
            Id = Guid.NewGuid(),
            Plate = request.Plate,
            Premium = _premium.For(request.Age),
            ValidFrom = request.ValidFrom,
            CreatedAt = DateTime.UtcNow,
        };
        _db.Quotes.Add(quote);
        await _db.SaveChangesAsync();
        return quote;
    }
}
