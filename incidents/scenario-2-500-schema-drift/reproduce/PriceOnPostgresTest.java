package com.bookshop.price;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.book.Book;
import com.bookshop.support.PostgresTest;
import org.junit.jupiter.api.Test;

/** Reads prices from tables that Flyway made on a real PostgreSQL, as production does. */
class PriceOnPostgresTest extends PostgresTest {

    @Test
    void showsThePriceOfABookThatNeverChanged() {
        Book book = book("Homo faber", "novel", "9.90", 1);

        var price = get("/api/books/{id}/price", book.getId());

        assertThat(price).hasStatusOk();
        assertThat(price).bodyJson().extractingPath("$.price").isEqualTo(9.9);
    }

    @Test
    void showsTheLastOldPrice() {
        Book book = book("Stiller", "novel", "14.00", 1);
        put("{\"price\": 12.50}", "/api/books/{id}/price", book.getId());
        put("{\"price\": 11.00}", "/api/books/{id}/price", book.getId());

        var price = get("/api/books/{id}/price", book.getId());

        assertThat(price).hasStatusOk();
        assertThat(price).bodyJson().extractingPath("$.price").isEqualTo(11.0);
        assertThat(price).bodyJson().extractingPath("$.oldPrice").isEqualTo(12.5);
    }
}
