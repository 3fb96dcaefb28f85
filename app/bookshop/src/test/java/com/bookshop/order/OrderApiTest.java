package com.bookshop.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.book.Book;
import com.bookshop.support.H2Test;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class OrderApiTest extends H2Test {

    @Test
    void takesStockAndPaysForAnOrder() {
        Book book = book("Faust", "drama", "8.00", 5);

        var order = order(book, 2);

        assertThat(order).hasStatus(201);
        assertThat(order).bodyJson().extractingPath("$.status").isEqualTo("PAID");
        assertThat(order).bodyJson().extractingPath("$.total").isEqualTo(16.0);
        assertThat(copiesOf(book)).isEqualTo(3);
    }

    @Test
    void givesStockBackWhenThePaymentIsDeclined() {
        Book book = book("Codex", "facsimile", "950.00", 5);

        assertThat(order(book, 2)).hasStatus(502);
        assertThat(copiesOf(book)).isEqualTo(5);
    }

    @Test
    void refusesAnOrderLargerThanTheStock() {
        Book book = book("Nathan der Weise", "drama", "7.00", 1);

        var order = order(book, 2);

        assertThat(order).hasStatus(409);
        assertThat(order).bodyJson().extractingPath("$.detail").asString().endsWith("2 wanted, 1 in stock");
        assertThat(copiesOf(book)).isEqualTo(1);
    }

    private MvcTestResult order(Book book, int quantity) {
        return post("""
                {"customerEmail": "reader@bookshop.example", "lines": [{"bookId": %d, "quantity": %d}]}"""
                .formatted(book.getId(), quantity), "/api/orders");
    }

    private int copiesOf(Book book) {
        return stock.findById(book.getId()).orElseThrow().getAvailable();
    }
}
