namespace Dispatch;

public static class Geo
{
    public static double Distance(Position a, Position b)
    {
        var x = (b.Lon - a.Lon) * Math.Cos((a.Lat + b.Lat) / 2 * Math.PI / 180);
        var y = b.Lat - a.Lat;
        return Math.Sqrt(x * x + y * y) * 111_320;
    }
}
