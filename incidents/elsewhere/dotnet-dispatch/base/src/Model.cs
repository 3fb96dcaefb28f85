namespace Dispatch;

public record Position(double Lat, double Lon);

public record RideRequest(string RiderId, Position Pickup);

public record Sighting(Position Position, DateTime At);
