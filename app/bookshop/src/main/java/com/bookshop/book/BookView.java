package com.bookshop.book;

import com.bookshop.price.PriceView;

/** A book's page. {@code rating} is the average of 1 to 5, null without reviews. */
public record BookView(long id, String isbn, String title, String genre, String author, PriceView price,
                       Double rating, boolean available) {
}
