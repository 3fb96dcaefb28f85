using Azure.Core;
using Azure.Identity;
using PickWorker;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.Configure<StockOptions>(builder.Configuration.GetSection("Stock"));
builder.Services.Configure<LabelOptions>(builder.Configuration.GetSection("Labels"));
builder.Services.AddSingleton<TokenCredential>(new DefaultAzureCredential());
builder.Services.AddTransient<TokenHandler>();
builder.Services.AddHttpClient<StockClient>().AddHttpMessageHandler<TokenHandler>();
builder.Services.AddHttpClient<LabelClient>();
builder.Services.AddHostedService<WaveWorker>();
builder.Build().Run();
