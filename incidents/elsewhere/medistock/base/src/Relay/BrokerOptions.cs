namespace Medistock.Relay;

public class BrokerOptions
{
    public string Host { get; set; } = "localhost";
    public int Port { get; set; } = 5671;
    public string Queue { get; set; } = "orders";
    public int RetrySeconds { get; set; } = 5;
    public ushort Prefetch { get; set; } = 20;
}
