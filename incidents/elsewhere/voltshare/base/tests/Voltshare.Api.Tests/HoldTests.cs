using Xunit;

public class HoldTests
{
    [Fact]
    public void Hold_is_in_the_future() => Assert.True(DateTime.UtcNow.AddMinutes(20) > DateTime.UtcNow);
}
