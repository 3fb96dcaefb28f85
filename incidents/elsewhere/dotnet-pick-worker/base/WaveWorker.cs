namespace PickWorker;

public class WaveWorker : BackgroundService
{
    private readonly StockClient _stock;
    private readonly LabelClient _labels;
    private readonly WaveQueue _queue;
    private readonly ILogger<WaveWorker> _log;

    public WaveWorker(StockClient stock, LabelClient labels, WaveQueue queue, ILogger<WaveWorker> log)
    {
        _stock = stock;
        _labels = labels;
        _queue = queue;
        _log = log;
    }

    protected override async Task ExecuteAsync(CancellationToken ct)
    {
        await foreach (var wave in _queue.ReadAsync(ct))
        {
            try
            {
                await _stock.ReserveAsync(wave, ct);
                await _labels.PrintAsync(wave, ct);
                _log.LogInformation("Wave {Wave} picked", wave);
            }
            catch (HttpRequestException e)
            {
                _log.LogError(e, "Wave {Wave} failed", wave);
            }
        }
    }
}
