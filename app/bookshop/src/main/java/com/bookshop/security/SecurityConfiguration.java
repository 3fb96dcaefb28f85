package com.bookshop.security;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import com.sap.cloud.security.spring.config.IdentityServicesPropertySourceFactory;
import com.sap.cloud.security.spring.config.XsuaaServiceConfiguration;
import com.sap.cloud.security.spring.token.authentication.XsuaaTokenAuthorizationConverter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Who may do what. Tokens come from XSUAA: the SAP library checks signature, lifetime and audience against the
 * service binding; scopes are those of {@code xs-security.json} without the application's prefix.
 */
@Configuration
@PropertySource(factory = IdentityServicesPropertySourceFactory.class, ignoreResourceNotFound = true, value = "")
public class SecurityConfiguration {

    @Bean
    SecurityFilterChain api(HttpSecurity http, XsuaaServiceConfiguration xsuaa) throws Exception {
        return http
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> requests
                        .requestMatchers("/actuator/health/**", "/actuator/info", "/actuator/prometheus").permitAll()
                        .requestMatchers("/api/orders/**").hasAuthority("Order")
                        .requestMatchers(GET, "/api/**").hasAuthority("Display")
                        .requestMatchers(POST, "/api/books/*/reviews").hasAuthority("Review")
                        .requestMatchers("/api/**").hasAuthority("Manage")
                        .anyRequest().denyAll())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.jwtAuthenticationConverter(
                        new XsuaaTokenAuthorizationConverter(xsuaa.getProperty("xsappname")))))
                .build();
    }
}
