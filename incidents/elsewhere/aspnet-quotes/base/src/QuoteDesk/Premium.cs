namespace QuoteDesk;

public class Premium
{
    public decimal For(int age) => age < 25 ? 980m : 540m;
}
