using Dispatch;
using Xunit;

public class GeoTests
{
    [Fact]
    public void Zero() => Assert.Equal(0, Geo.Distance(new(1, 1), new(1, 1)));
}
