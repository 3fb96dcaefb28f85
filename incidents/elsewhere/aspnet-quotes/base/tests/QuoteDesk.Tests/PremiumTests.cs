using QuoteDesk;
using Xunit;

public class PremiumTests
{
    [Fact]
    public void Young_drivers_pay_more() => Assert.True(new Premium().For(20) > new Premium().For(40));
}
