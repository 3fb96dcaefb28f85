package com.bookshop.book;

import static org.assertj.core.api.Assertions.assertThat;

import com.bookshop.author.Author;
import com.bookshop.support.H2Test;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.context.WebApplicationContext;

/** Searches for words that nobody searched for before, more than any memory may hold: the heap must not go on growing. */
@TestPropertySource(properties = "spring.cache.caffeine.spec=maximumSize=5000") // bounds that are settings, full by then
class SearchMemoryTest extends H2Test {

    /** So many answers may be kept; a memory with a fixed bound is full by then. */
    private static final int MAY_BE_KEPT = 10_000;

    /** Searches between two looks at the heap, and looks. */
    private static final int BETWEEN_LOOKS = 500;
    private static final int LOOKS = 7;

    /** Bytes that the heap may grow by for each search after that; an answer takes more. */
    private static final int MAY_GROW = 400;

    private static final int BOOKS = 8;

    private MockMvcTester application;

    /** Without the filters before it: so many tokens take longer to check than the searches. */
    @BeforeEach
    void open(@Autowired WebApplicationContext context) {
        application = MockMvcTester.from(context);
    }

    @Test
    void doesNotKeepEveryAnswer() {
        String title = new Random(1).ints(300, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        Author author = authors.save(new Author("Arno Schmidt", "DE"));
        for (int volume = 0; volume < BOOKS; volume++) {
            books.save(new Book("978100000000" + volume, title, "novel", author, new BigDecimal("9.00")));
        }
        Iterator<String> words = partsOf(title);

        search(words, MAY_BE_KEPT);
        long[] heap = new long[LOOKS];
        for (int look = 0; look < LOOKS; look++) {
            search(words, BETWEEN_LOOKS);
            heap[look] = heapAfterCollection();
        }

        assertThat(growth(heap) / BETWEEN_LOOKS)
                .as("bytes that the heap grew by for each search, while it held %s", Arrays.toString(heap))
                .isLessThan(MAY_GROW);
    }

    /** From one look to the next: the median of the slopes between every two, which a few odd looks do not move (Theil 1950, Sen 1968). */
    private static double growth(long[] heap) {
        double[] slopes = IntStream.range(0, heap.length).boxed()
                .flatMap(to -> IntStream.range(0, to).mapToObj(from -> (double) (heap[to] - heap[from]) / (to - from)))
                .mapToDouble(Double::doubleValue).sorted().toArray();
        return slopes[slopes.length / 2];
    }

    private void search(Iterator<String> words, int times) {
        for (int i = 0; i < times; i++) {
            var found = application.get().uri("/api/books?q={words}", words.next()).exchange();
            assertThat(found.getResponse().getStatus()).isEqualTo(200);
            assertThat(found.getResponse().getContentAsByteArray()).hasSizeGreaterThan(BOOKS * 300);
        }
    }

    /** Every part of eight letters or more, short ones first; no two are the same. */
    private static Iterator<String> partsOf(String title) {
        return IntStream.rangeClosed(8, title.length()).boxed()
                .flatMap(length -> IntStream.rangeClosed(0, title.length() - length)
                        .mapToObj(start -> title.substring(start, start + length)))
                .iterator();
    }

    private static long heapAfterCollection() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
