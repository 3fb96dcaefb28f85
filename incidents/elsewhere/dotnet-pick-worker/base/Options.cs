namespace PickWorker;

public class StockOptions
{
    public string BaseUrl { get; set; } = "http://stock-api";
    public string Scope { get; set; } = "api://stock-api/.default";
}

public class LabelOptions
{
    public string BaseUrl { get; set; } = "http://labels";
}
