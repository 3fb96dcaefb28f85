package com.bookshop.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A payment provider on loopback that declines charges over 1000 EUR. */
public final class PaymentProvider {

    private static final BigDecimal LIMIT = new BigDecimal(1000);

    private final HttpServer server;

    private PaymentProvider(HttpServer server) {
        this.server = server;
    }

    public static PaymentProvider start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ObjectMapper json = new ObjectMapper();
            server.createContext("/v1/charges", exchange -> {
                JsonNode charge = json.readTree(exchange.getRequestBody());
                boolean declined = charge.get("amount").decimalValue().compareTo(LIMIT) > 0;
                byte[] reply = (declined ? "{}" : "{\"reference\":\"ch-" + charge.get("orderId").asLong() + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(declined ? 402 : 200, reply.length);
                exchange.getResponseBody().write(reply);
                exchange.close();
            });
            server.start();
            return new PaymentProvider(server);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
