using RabbitMQ.Client;

namespace Medistock.Relay;

public class Warehouse(ILogger<Warehouse> log)
{
    public Task Pump(IConnection connection, string queue, CancellationToken stop)
    {
        var channel = connection.CreateModel();
        channel.BasicQos(0, 20, false);
        log.LogInformation("Consuming {Queue}", queue);
        return Task.Delay(Timeout.Infinite, stop);
    }
}
