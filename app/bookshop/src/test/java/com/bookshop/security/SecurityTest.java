package com.bookshop.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.support.H2Test;
import com.bookshop.support.TokenIssuer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SecurityTest extends H2Test {

    private static final Instant SOON = Instant.now().plusSeconds(600);

    @Test
    void acceptsATokenForThisApplication() {
        assertThat(listBooks(TOKENS.bearerFor(TokenIssuer.XSAPPNAME, SOON, "Display"))).isEqualTo(200);
    }

    @Test
    void refusesATokenForAnotherAudience() {
        assertThat(listBooks(TOKENS.bearerFor("warehouse!t4711", SOON, "Display"))).isEqualTo(401);
    }

    @Test
    void refusesAnExpiredToken() {
        assertThat(listBooks(TOKENS.bearerFor(TokenIssuer.XSAPPNAME, Instant.now().minusSeconds(600), "Display")))
                .isEqualTo(401);
    }

    @Test
    void refusesATokenWithoutTheScope() {
        assertThat(listBooks(TOKENS.bearer("Review"))).isEqualTo(403);
    }

    @Test
    void asksForATokenOnTheApiButNotForHealth() {
        assertThat(http.get().uri("/api/books")).hasStatus(401);
        assertThat(http.get().uri("/actuator/health/liveness")).hasStatusOk();
    }

    private int listBooks(String authorization) {
        return http.get().uri("/api/books").header("Authorization", authorization).exchange()
                .getResponse().getStatus();
    }
}
