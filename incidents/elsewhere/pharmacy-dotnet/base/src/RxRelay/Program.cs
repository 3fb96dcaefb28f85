using Microsoft.EntityFrameworkCore;
using RxRelay.Data;
using RxRelay.Hub;
using Serilog;

var builder = WebApplication.CreateBuilder(args);
builder.Host.UseSerilog((ctx, cfg) => cfg.ReadFrom.Configuration(ctx.Configuration));
builder.Services.Configure<HubOptions>(builder.Configuration.GetSection("Hub"));
builder.Services.AddDbContext<LedgerContext>(o => o.UseSqlServer(builder.Configuration.GetConnectionString("Ledger")));
builder.Services.AddHttpClient<HubClient>((sp, http) =>
{
    http.BaseAddress = new Uri(builder.Configuration["Hub:BaseUrl"]!);
    http.Timeout = TimeSpan.FromSeconds(8);
});
builder.Services.AddControllers();

var app = builder.Build();
app.UseSerilogRequestLogging();
app.MapControllers();
app.Run();
