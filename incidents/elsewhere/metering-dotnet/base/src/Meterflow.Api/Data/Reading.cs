namespace Meterflow.Api.Data;

public class Reading
{
    public required string MeterId { get; set; }
    public DateTime At { get; set; }
    public decimal KiloWattHours { get; set; }
}
