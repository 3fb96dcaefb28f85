package com.bookshop.order;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

public interface CustomerOrderRepository extends JpaRepository<CustomerOrder, Long> {

    /** One order with its lines and their books, in one statement. */
    @Query("select o from CustomerOrder o join fetch o.items i join fetch i.book where o.id = :id")
    Optional<CustomerOrder> findWithItemsById(long id);

    /** A customer's last orders; lines come in batches, see {@link CustomerOrder}. */
    List<CustomerOrder> findByCustomerEmailOrderByPlacedAtDesc(String customerEmail, Limit limit);
}
