package com.bookshop.author;

import java.util.Optional;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.jpa.repository.JpaRepository;

public interface AuthorRepository extends JpaRepository<Author, Long> {

    /** One author with all books, in one statement. */
    @EntityGraph(attributePaths = "books")
    Optional<Author> findWithBooksById(long id);
}
