package com.bookshop.author;

import com.bookshop.web.NotFoundException;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/authors")
public class AuthorController {

    private final AuthorRepository authors;

    public AuthorController(AuthorRepository authors) {
        this.authors = authors;
    }

    @GetMapping("/{id}")
    @Transactional(readOnly = true)
    public AuthorView author(@PathVariable long id) {
        return authors.findWithBooksById(id)
                .map(AuthorView::of)
                .orElseThrow(() -> new NotFoundException("author", id));
    }
}
