package com.bookshop.review;

import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

public interface ReviewRepository extends JpaRepository<Review, Long> {

    Slice<Review> findByBookIdOrderByCreatedAtDesc(long bookId, Pageable page);

    /** The average rating of a book, null without reviews. */
    @Query("select avg(r.rating) from Review r where r.book.id = :bookId")
    Double averageRating(long bookId);
}
