using Microsoft.EntityFrameworkCore;
using Serilog;
using Voltshare.Api.Auth;
using Voltshare.Api.Data;

var builder = WebApplication.CreateBuilder(args);
builder.Host.UseSerilog((ctx, cfg) => cfg.ReadFrom.Configuration(ctx.Configuration));
builder.Services.AddDbContext<FleetContext>(o => o.UseSqlServer(builder.Configuration.GetConnectionString("Fleet")));
builder.Services.AddVoltshareAuth(builder.Configuration);
builder.Services.AddControllers();

var app = builder.Build();
app.UseSerilogRequestLogging();
app.UseAuthentication();
app.UseAuthorization();
app.MapControllers();
app.MapGet("/health", () => Results.Ok());
app.Run();
