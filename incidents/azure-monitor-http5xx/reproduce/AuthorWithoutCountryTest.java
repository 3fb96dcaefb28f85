package com.bookshop.author;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.book.Book;
import com.bookshop.support.PostgresTest;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shows the pages of authors with every country that the table allows: it may be missing. */
class AuthorWithoutCountryTest extends PostgresTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "xx", "D"})
    void showsAnAuthorWhoseCountryIsNotKnown(String country) {
        Author author = author("Homer", country);
        String isbn = "97900000000" + (10 + author.getId() % 90);
        books.save(new Book(isbn, "Odyssee", "epic", author, new BigDecimal("12.00")));

        var page = get("/api/authors/{id}", author.getId());

        assertThat(page).hasStatusOk();
        assertThat(page).bodyJson().extractingPath("$.name").isEqualTo("Homer");
        assertThat(page).bodyJson().extractingPath("$.books[*].title").asArray().containsExactly("Odyssee");
    }

    @Test
    void showsTheCountryOfAnAuthor() {
        var page = get("/api/authors/{id}", author("Ingeborg Bachmann", "AT").getId());

        assertThat(page).hasStatusOk();
        assertThat(page).bodyJson().extractingPath("$.country").isIn("AT", "Austria");
    }

    private Author author(String name, String country) {
        return authors.save(new Author(name, country));
    }
}
