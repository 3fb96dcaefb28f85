package com.bookshop.author;

import com.bookshop.book.BookSummary;
import java.util.List;

/** An author's page. */
public record AuthorView(long id, String name, String country, List<BookSummary> books) {

    static AuthorView of(Author author) {
        return new AuthorView(author.getId(), author.getName(), author.getCountry(),
                author.getBooks().stream().map(BookSummary::of).toList());
    }
}
