package com.bookshop.support;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Issues tokens as XSUAA does and publishes their key on loopback. */
public final class TokenIssuer {

    public static final String XSAPPNAME = "bookshop!t4711";
    public static final String CLIENT_ID = "sb-bookshop!t4711";

    private final RSAKey key;
    private final HttpServer server;

    private TokenIssuer(RSAKey key, HttpServer server) {
        this.key = key;
        this.server = server;
    }

    public static TokenIssuer start() {
        try {
            RSAKey key = new RSAKeyGenerator(2048).keyID("key-1").keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256).generate();
            byte[] published = new JWKSet(key).toString().getBytes(StandardCharsets.UTF_8);
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/token_keys", exchange -> {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, published.length);
                exchange.getResponseBody().write(published);
                exchange.close();
            });
            server.start();
            return new TokenIssuer(key, server);
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The properties of a service binding to this issuer. */
    public void bind(BiConsumer<String, Supplier<Object>> properties) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        Map.of("url", url, "uaadomain", url, "xsappname", XSAPPNAME, "clientid", CLIENT_ID)
                .forEach((name, value) -> properties.accept("sap.security.services.xsuaa." + name, () -> value));
    }

    /** An {@code Authorization} header for this application with the given local scopes. */
    public String bearer(String... scopes) {
        return bearerFor(XSAPPNAME, Instant.now().plusSeconds(600), scopes);
    }

    /** An {@code Authorization} header for any application and lifetime. */
    public String bearerFor(String xsappname, Instant expiresAt, String... scopes) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .subject("reader")
                .claim("origin", "sap.default")
                .claim("user_name", "reader@bookshop.example")
                .audience(List.of("sb-" + xsappname, xsappname))
                .claim("azp", "sb-" + xsappname)
                .claim("cid", "sb-" + xsappname)
                .claim("scope", Stream.of(scopes).map(scope -> xsappname + "." + scope).toList())
                .claim("zid", "bookshop-zone")
                .claim("ext_attr", Map.of("enhancer", "XSUAA", "zdn", "bookshop"))
                .issueTime(new Date())
                .expirationTime(Date.from(expiresAt))
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
        return "Bearer " + token.serialize();
    }
}
