namespace Dispatch;

public class Matcher(DriverBoard board, ILogger<Matcher> logger)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(60);

    public string? Nearest(Position pickup)
    {
        string? best = null;
        var bestDistance = double.MaxValue;
        foreach (var (id, sighting) in board.Active(MaxAge))
        {
            var distance = Geo.Distance(pickup, sighting.Position);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (id, distance);
            }
        }
        logger.LogInformation("matched {Driver} at {Distance:F0} m", best, bestDistance);
        return best;
    }
}
