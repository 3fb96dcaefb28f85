namespace RxRelay.Hub;

public class HubOptions
{
    public string BaseUrl { get; set; } = "";
    public string PharmacyGroup { get; set; } = "";
}
