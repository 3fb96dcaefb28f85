package com.bookshop.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.book.Book;
import com.bookshop.support.PostgresTest;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Starts only if the migrations run and make the tables that the entities expect. */
class PostgresSchemaTest extends PostgresTest {

    @Autowired
    private Flyway flyway;

    @Test
    void runsEveryMigration() {
        assertThat(flyway.info().pending()).isEmpty();
        assertThat(flyway.info().applied()).hasSizeGreaterThanOrEqualTo(7);
    }

    @Test
    void storesAndFindsAnOrder() {
        Book book = book("Der Prozess", "novel", "9.00", 5);

        assertThat(post("""
                {"customerEmail": "reader@bookshop.example", "lines": [{"bookId": %d, "quantity": 1}]}"""
                .formatted(book.getId()), "/api/orders")).hasStatus(201);
    }

    @Test
    void findsSimilarBooks() {
        Book book = book("Das Schloss", "parable", "9.00", 1);
        book("Die Wand", "parable", "10.00", 1);

        assertThat(get("/api/books/{id}/recommendations", book.getId())).bodyJson()
                .extractingPath("$[*].title").asArray().containsExactly("Die Wand");
    }
}
