package com.bookshop.payment;

import java.math.BigDecimal;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ClientHttpRequestFactorySettings;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** The payment provider's REST interface. */
@Component
public class PaymentClient {

    private final RestClient http;

    public PaymentClient(RestClient.Builder builder, PaymentProperties properties) {
        ClientHttpRequestFactorySettings timeouts = ClientHttpRequestFactorySettings.defaults()
                .withConnectTimeout(properties.connectTimeout())
                .withReadTimeout(properties.readTimeout());
        this.http = builder
                .baseUrl(properties.url())
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + properties.apiKey())
                .requestFactory(ClientHttpRequestFactoryBuilder.jdk().build(timeouts))
                .build();
    }

    /**
     * Charges an order once: the order id is the idempotency key.
     *
     * @param amount in EUR
     * @return the provider's reference of the payment
     * @throws PaymentFailedException if the provider declines or cannot be reached
     */
    public String charge(long orderId, BigDecimal amount) {
        try {
            Receipt receipt = http.post()
                    .uri("/v1/charges")
                    .header("Idempotency-Key", "order-" + orderId)
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(new Charge(orderId, amount, "EUR"))
                    .retrieve()
                    .body(Receipt.class);
            return receipt.reference();
        } catch (RestClientException failure) {
            throw new PaymentFailedException("Payment provider refused order " + orderId, failure);
        }
    }

    private record Charge(long orderId, BigDecimal amount, String currency) {
    }

    private record Receipt(String reference) {
    }
}
