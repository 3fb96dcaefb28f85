package com.bookshop.payment;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Where the payment provider is and how long we wait for it. */
@ConfigurationProperties("bookshop.payment")
public record PaymentProperties(URI url, String apiKey, Duration connectTimeout, Duration readTimeout) {
}
