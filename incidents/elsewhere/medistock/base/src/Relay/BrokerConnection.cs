using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Medistock.Relay;

public class BrokerConnection(IOptions<BrokerOptions> options)
{
    public IConnection Open()
    {
        var o = options.Value;
        var factory = new ConnectionFactory
        {
            HostName = o.Host,
            Port = o.Port,
            Ssl = new SslOption { Enabled = true, ServerName = o.Host },
            DispatchConsumersAsync = true,
        };
        return factory.CreateConnection("medistock-relay");
    }
}
