package com.bookshop.book;

import org.springframework.data.domain.Pageable;
import org.springframework.data.web.PageableDefault;
import org.springframework.data.web.PagedModel;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/books")
public class BookController {

    private final BookService books;

    public BookController(BookService books) {
        this.books = books;
    }

    @GetMapping
    public PagedModel<BookSummary> list(@RequestParam(required = false) String genre,
                                        @PageableDefault(size = 20, sort = "title") Pageable page) {
        return new PagedModel<>(books.list(genre, page));
    }

    @GetMapping("/{id}")
    public BookView book(@PathVariable long id) {
        return books.page(id);
    }
}
