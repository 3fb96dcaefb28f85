using Microsoft.EntityFrameworkCore;
using QuoteDesk;
using Serilog;

var builder = WebApplication.CreateBuilder(args);
builder.Host.UseSerilog((c, l) => l.ReadFrom.Configuration(c.Configuration));
builder.Services.AddDbContext<QuoteDb>(o => o.UseNpgsql(builder.Configuration.GetConnectionString("Quotes")));
builder.Services.AddScoped<QuoteService>();
builder.Services.AddScoped<Premium>();
builder.Services.AddControllers();

var app = builder.Build();
app.MapControllers();
app.MapGet("/healthz", () => "ok");
app.Run();
