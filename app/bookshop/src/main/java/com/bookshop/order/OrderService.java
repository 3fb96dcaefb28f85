package com.bookshop.order;

import com.bookshop.book.Book;
import com.bookshop.book.BookRepository;
import com.bookshop.inventory.InventoryService;
import com.bookshop.payment.PaymentClient;
import com.bookshop.payment.PaymentFailedException;
import com.bookshop.web.NotFoundException;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Places orders: reserve and store, pay, then confirm or give back. The payment provider is called between two
 * transactions, so that no database connection waits for it.
 */
@Service
public class OrderService {

    private static final Logger log = LoggerFactory.getLogger(OrderService.class);

    private final CustomerOrderRepository orders;
    private final BookRepository books;
    private final InventoryService inventory;
    private final PaymentClient payments;
    private final TransactionTemplate transaction;
    private final Clock clock;

    public OrderService(CustomerOrderRepository orders, BookRepository books, InventoryService inventory,
                        PaymentClient payments, TransactionTemplate transaction, Clock clock) {
        this.orders = orders;
        this.books = books;
        this.inventory = inventory;
        this.payments = payments;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public OrderView find(long id) {
        return OrderView.of(load(id));
    }

    public OrderView place(NewOrder wanted) {
        OrderView placed = transaction.execute(tx -> OrderView.of(reserve(wanted)));
        try {
            String reference = payments.charge(placed.id(), placed.total());
            return transaction.execute(tx -> {
                CustomerOrder order = load(placed.id());
                order.paid(reference);
                return OrderView.of(order);
            });
        } catch (PaymentFailedException failure) {
            log.warn("Order {} not paid: {}", placed.id(), failure.getMessage());
            transaction.executeWithoutResult(tx -> {
                load(placed.id()).declined();
                inventory.release(wanted.quantities());
            });
            throw failure;
        }
    }

    private CustomerOrder reserve(NewOrder wanted) {
        Map<Long, Integer> quantities = wanted.quantities();
        Map<Long, Book> found = books.findAllById(quantities.keySet()).stream()
                .collect(Collectors.toMap(Book::getId, Function.identity()));
        CustomerOrder order = new CustomerOrder(wanted.customerEmail(), clock.instant());
        quantities.forEach((bookId, quantity) -> {
            Book book = found.get(bookId);
            if (book == null) {
                throw new NotFoundException("book", bookId);
            }
            order.add(book, quantity);
        });
        inventory.reserve(quantities);
        return orders.save(order);
    }

    private CustomerOrder load(long id) {
        return orders.findWithItemsById(id).orElseThrow(() -> new NotFoundException("order", id));
    }
}
