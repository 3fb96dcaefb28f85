using RxRelay.Hub;
using Xunit;

public class HubClientTests
{
    [Fact]
    public void Redemption_is_a_value() => Assert.Equal(new Redemption("t", "p"), new Redemption("t", "p"));
}
