package com.bookshop.inventory;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

public interface InventoryRepository extends JpaRepository<Inventory, Long> {

    List<Inventory> findByAvailableLessThanOrderByAvailable(int threshold, Limit limit);
}
