namespace Voltshare.Api.Data;

public class Reservation
{
    public int Id { get; set; }
    public int CarId { get; set; }
    public string Customer { get; set; } = "";
    public DateTime HeldUntil { get; set; }
}
