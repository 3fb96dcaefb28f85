using Meterflow.Api.Data;
using Meterflow.Api.Services;
using Microsoft.EntityFrameworkCore;
using Serilog;

var builder = WebApplication.CreateBuilder(args);
builder.Host.UseSerilog((ctx, cfg) => cfg.ReadFrom.Configuration(ctx.Configuration).WriteTo.Console());
builder.Services.AddDbContext<MeterContext>(o => o.UseNpgsql(builder.Configuration.GetConnectionString("Meters")));
builder.Services.AddScoped<ReadingService>();
builder.Services.AddScoped<CurveService>();
builder.Services.AddControllers();

var app = builder.Build();
app.UseSerilogRequestLogging();
app.MapControllers();
app.MapGet("/healthz", () => "ok");
app.Run();
