package com.bookshop.book;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

public interface BookRepository extends JpaRepository<Book, Long> {

    /** A page of books with their authors; the author is to-one, so the page is cut by the database. */
    @EntityGraph(attributePaths = "author")
    Page<Book> findByGenreIgnoreCase(String genre, Pageable page);

    @Override
    @EntityGraph(attributePaths = "author")
    Page<Book> findAll(Pageable page);

    @Query("select b from Book b join fetch b.author where b.id = :id")
    Optional<Book> findWithAuthorById(long id);

    /** Other books of the same genre, best rated first. */
    @Query("""
            select b from Book b
            join fetch b.author
            where b.genre = (select o.genre from Book o where o.id = :id) and b.id <> :id
            order by (select coalesce(avg(r.rating), 0) from Review r where r.book = b) desc, b.id""")
    List<Book> findSimilar(long id, Limit limit);
}
