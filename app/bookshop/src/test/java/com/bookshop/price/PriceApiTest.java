package com.bookshop.price;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.book.Book;
import com.bookshop.support.H2Test;
import org.junit.jupiter.api.Test;

class PriceApiTest extends H2Test {

    @Test
    void keepsThePriceBeforeTheLastChange() {
        Book book = book("Momo", "children", "14.00", 1);
        put("{\"price\": 12.50}", "/api/books/{id}/price", book.getId());
        put("{\"price\": 11.00}", "/api/books/{id}/price", book.getId());

        var price = get("/api/books/{id}/price", book.getId());

        assertThat(price).bodyJson().extractingPath("$.price").isEqualTo(11.0);
        assertThat(price).bodyJson().extractingPath("$.oldPrice").isEqualTo(12.5);
    }

    @Test
    void hasNoOldPriceBeforeTheFirstChange() {
        Book book = book("Krabat", "children", "10.00", 1);

        put("{\"price\": 10.00}", "/api/books/{id}/price", book.getId());

        assertThat(get("/api/books/{id}/price", book.getId())).bodyJson().extractingPath("$.oldPrice").isNull();
    }

    @Test
    void refusesAPriceThatIsNotPositive() {
        Book book = book("Heidi", "children", "10.00", 1);

        assertThat(put("{\"price\": 0}", "/api/books/{id}/price", book.getId())).hasStatus(400);
    }
}
