using Medistock.Relay;
using Serilog;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSerilog(c => c.ReadFrom.Configuration(builder.Configuration));
builder.Services.Configure<BrokerOptions>(builder.Configuration.GetSection("Broker"));
builder.Services.AddSingleton<BrokerConnection>();
builder.Services.AddSingleton<Warehouse>();
builder.Services.AddHostedService<RelayWorker>();
builder.Build().Run();
