package com.bookshop.book;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.support.H2Test;
import org.junit.jupiter.api.Test;

class BookApiTest extends H2Test {

    @Test
    void listsOneGenreInPages() {
        book("Zauberberg", "novel-of-ideas", "24.00", 3);
        book("Auslöschung", "novel-of-ideas", "18.50", 3);

        var page = get("/api/books?genre=Novel-of-Ideas&size=1");

        assertThat(page).hasStatusOk();
        assertThat(page).bodyJson().extractingPath("$.content[0].title").isEqualTo("Auslöschung");
        assertThat(page).bodyJson().extractingPath("$.content[0].author").isEqualTo("Author of Auslöschung");
        assertThat(page).bodyJson().extractingPath("$.page.totalElements").isEqualTo(2);
    }

    @Test
    void showsPriceRatingAndStockOnTheBooksPage() {
        Book book = book("Effi Briest", "novel", "9.80", 1);
        post("{\"rating\": 5, \"text\": \"A quiet storm\"}", "/api/books/{id}/reviews", book.getId());
        post("{\"rating\": 4, \"text\": \"Too wide a field\"}", "/api/books/{id}/reviews", book.getId());

        var page = get("/api/books/{id}", book.getId());

        assertThat(page).hasStatusOk();
        assertThat(page).bodyJson().extractingPath("$.price.price").isEqualTo(9.8);
        assertThat(page).bodyJson().extractingPath("$.rating").isEqualTo(4.5);
        assertThat(page).bodyJson().extractingPath("$.available").isEqualTo(true);
        assertThat(get("/api/books/{id}/reviews", book.getId())).bodyJson()
                .extractingPath("$[*].rating").asArray().containsExactlyInAnyOrder(4, 5);
    }

    @Test
    void listsAnAuthorsBooks() {
        Book book = book("Der Stechlin", "novel", "12.00", 1);

        assertThat(get("/api/authors/{id}", book.getAuthor().getId())).bodyJson()
                .extractingPath("$.books[*].title").asArray().containsExactly("Der Stechlin");
    }

    @Test
    void recommendsBooksOfTheSameGenre() {
        Book book = book("Solaris", "first-contact", "11.00", 1);
        book("Roadside Picnic", "first-contact", "10.00", 1);

        assertThat(get("/api/books/{id}/recommendations", book.getId())).bodyJson()
                .extractingPath("$[*].title").asArray().containsExactly("Roadside Picnic");
    }

    @Test
    void answersAnUnknownBookWithAProblem() {
        var page = get("/api/books/999999");

        assertThat(page).hasStatus(404);
        assertThat(page).bodyJson().extractingPath("$.detail").isEqualTo("No book 999999");
    }
}
