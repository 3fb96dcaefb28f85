using System.Collections.Concurrent;

namespace Dispatch;

/// <summary>The last known position of each driver.</summary>
public class DriverBoard
{
    private readonly ConcurrentDictionary<string, Sighting> _drivers = new();

    public void Report(string id, Position position) =>
        _drivers[id] = new Sighting(position, DateTime.UtcNow);

    public IEnumerable<KeyValuePair<string, Sighting>> Active(TimeSpan maxAge)
    {
        var since = DateTime.UtcNow - maxAge;
        return _drivers.Where(d => d.Value.At >= since);
    }
}
