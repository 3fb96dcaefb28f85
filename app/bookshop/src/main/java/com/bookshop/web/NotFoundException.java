package com.bookshop.web;

/** Nothing is stored under this id. */
public class NotFoundException extends RuntimeException {

    public NotFoundException(String kind, long id) {
        super("No %s %d".formatted(kind, id));
    }
}
