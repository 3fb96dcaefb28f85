using Microsoft.Extensions.Options;

namespace Medistock.Relay;

public class RelayWorker(BrokerConnection broker, Warehouse warehouse, IOptions<BrokerOptions> options, ILogger<RelayWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var connection = broker.Open();
                log.LogInformation("Connected to {Host}", options.Value.Host);
                await warehouse.Pump(connection, options.Value.Queue, stop);
            }
            catch (Exception e)
            {
                log.LogError(e, "Broker connection failed, next attempt in {Seconds} s", options.Value.RetrySeconds);
                await Task.Delay(TimeSpan.FromSeconds(options.Value.RetrySeconds), stop);
            }
        }
    }
}
