package com.bookshop.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.author.Author;
import com.bookshop.book.Book;
import com.bookshop.inventory.Inventory;
import com.bookshop.support.PostgresTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Every request of the interface as a client sends it: no transaction of a test is around it. */
@Transactional(propagation = Propagation.NOT_SUPPORTED)
class EveryRequestTest extends PostgresTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Test
    void listsBooks() {
        Book book = stored("Das Schloss", "list", "9.00");

        var page = get("/api/books?genre={genre}", book.getGenre());

        assertThat(page).hasStatusOk();
        assertThat(page).bodyJson().extractingPath("$.content[0].author").isEqualTo("Author of Das Schloss");
    }

    @Test
    void showsABook() {
        Book book = stored("Der Prozess", "page", "9.00");

        var page = get("/api/books/{id}", book.getId());

        assertThat(page).hasStatusOk();
        assertThat(page).bodyJson().extractingPath("$.author").isEqualTo("Author of Der Prozess");
        assertThat(page).bodyJson().extractingPath("$.price.price").isEqualTo(9.0);
        assertThat(page).bodyJson().extractingPath("$.available").isEqualTo(true);
    }

    @Test
    void changesAPriceAndShowsIt() {
        Book book = stored("Momo", "price", "14.00");

        assertThat(put("{\"price\": 12.50}", "/api/books/{id}/price", book.getId())).hasStatusOk();

        var price = get("/api/books/{id}/price", book.getId());
        assertThat(price).hasStatusOk();
        assertThat(price).bodyJson().extractingPath("$.price").isEqualTo(12.5);
        assertThat(price).bodyJson().extractingPath("$.oldPrice").isEqualTo(14.0);
    }

    @Test
    void takesAReviewAndShowsIt() {
        Book book = stored("Krabat", "review", "10.00");

        assertThat(post("{\"rating\": 5, \"text\": \"Dark\"}", "/api/books/{id}/reviews", book.getId()))
                .hasStatus(201);

        var reviews = get("/api/books/{id}/reviews", book.getId());
        assertThat(reviews).hasStatusOk();
        assertThat(reviews).bodyJson().extractingPath("$[*].text").asArray().containsExactly("Dark");
    }

    @Test
    void recommendsBooks() {
        Book book = stored("Solaris", "recommendation", "11.00");
        stored("Roadside Picnic", "recommendation", "10.00");

        var shelf = get("/api/books/{id}/recommendations", book.getId());

        assertThat(shelf).hasStatusOk();
        assertThat(shelf).bodyJson().extractingPath("$[*].author").asArray()
                .containsExactly("Author of Roadside Picnic");
    }

    @Test
    void showsAnAuthor() {
        Book book = stored("Die Wand", "author", "10.00");

        var page = get("/api/authors/{id}", book.getAuthor().getId());

        assertThat(page).hasStatusOk();
        assertThat(page).bodyJson().extractingPath("$.books[*].title").asArray().containsExactly("Die Wand");
    }

    @Test
    void takesAnOrderAndShowsIt() throws Exception {
        Book book = stored("Faust", "order", "8.00");

        var placed = order(book, 2);

        assertThat(placed).hasStatus(201);
        assertThat(placed).bodyJson().extractingPath("$.status").isEqualTo("PAID");
        long id = new ObjectMapper().readTree(placed.getResponse().getContentAsByteArray()).get("id").asLong();
        var order = get("/api/orders/{id}", id);
        assertThat(order).hasStatusOk();
        assertThat(order).bodyJson().extractingPath("$.lines[*].title").asArray().containsExactly("Faust");
    }

    @Test
    void givesStockBackWhenThePaymentIsDeclined() {
        Book book = stored("Codex", "declined", "950.00");

        assertThat(order(book, 2)).hasStatus(502);

        assertThat(stock.findById(book.getId()).orElseThrow().getAvailable()).isEqualTo(5);
    }

    private MvcTestResult order(Book book, int quantity) {
        return post("""
                {"customerEmail": "reader@bookshop.example", "lines": [{"bookId": %d, "quantity": %d}]}"""
                .formatted(book.getId(), quantity), "/api/orders");
    }

    private Book stored(String title, String genre, String price) {
        Author author = authors.save(new Author("Author of " + title, "DE"));
        Book book = books.save(new Book("97900000000" + (10 + NUMBER.getAndIncrement()), title, genre, author,
                new BigDecimal(price)));
        stock.save(new Inventory(book.getId(), 5));
        return book;
    }
}
