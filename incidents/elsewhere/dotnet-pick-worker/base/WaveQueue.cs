using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;

namespace PickWorker;

public class WaveQueue
{
    private readonly ServiceBusReceiver _receiver;

    public WaveQueue(ServiceBusClient client) => _receiver = client.CreateReceiver("pick-waves");

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var message in _receiver.ReceiveMessagesAsync(ct))
        {
            yield return message.Body.ToString();
            await _receiver.CompleteMessageAsync(message, ct);
        }
    }
}
