package com.bookshop.book;

import java.math.BigDecimal;

/** A book as lists show it. */
public record BookSummary(long id, String isbn, String title, String author, BigDecimal price) {

    public static BookSummary of(Book book) {
        return new BookSummary(book.getId(), book.getIsbn(), book.getTitle(), book.getAuthor().getName(),
                book.getPrice());
    }
}
