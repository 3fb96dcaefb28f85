using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace Voltshare.Api.Auth;

public static class AuthExtensions
{
    public static IServiceCollection AddVoltshareAuth(this IServiceCollection services, IConfiguration config)
    {
        var auth = config.GetSection("Auth");
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.Authority = auth["Authority"];
            o.Audience = auth["Audience"];
            o.TokenValidationParameters = new TokenValidationParameters
            {
                ValidateIssuer = true,
                ClockSkew = TimeSpan.FromSeconds(auth.GetValue("ClockSkewSeconds", 300)),
            };
        });
        services.AddAuthorization();
        return services;
    }
}
