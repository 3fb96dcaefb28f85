namespace Voltshare.Api.Data;

public class Car
{
    public int Id { get; set; }
    public string Plate { get; set; } = "";
    public int ChargePercent { get; set; }
}
