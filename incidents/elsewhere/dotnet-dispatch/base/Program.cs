using Dispatch;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<DriverBoard>();
builder.Services.AddSingleton<Matcher>();
var app = builder.Build();

app.MapGet("/healthz", () => "ok");

app.MapPut("/drivers/{id}/position", (string id, Position position, DriverBoard board) =>
{
    board.Report(id, position);
    return Results.NoContent();
});

app.MapPost("/rides/match", (RideRequest ride, Matcher matcher) =>
{
    var driver = matcher.Nearest(ride.Pickup);
    return driver is null ? Results.NotFound() : Results.Ok(new { driver });
});

app.Run();
