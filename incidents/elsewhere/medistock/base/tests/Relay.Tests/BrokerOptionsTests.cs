using Medistock.Relay;
using Xunit;

public class BrokerOptionsTests
{
    [Fact]
    public void Tls_port_is_default() => Assert.Equal(5671, new BrokerOptions().Port);
}
