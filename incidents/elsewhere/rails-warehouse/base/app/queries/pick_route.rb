# The shortest walk through the hall for a set of SKUs.
class PickRoute
  SQL = <<~QUERY
    SELECT sku, split_part(bin_code, '-', 1) AS aisle, on_hand
    FROM stock_items
    WHERE sku = ANY(string_to_array($1, ','))
    ORDER BY bin_code
  QUERY

  def self.for(skus)
    ActiveRecord::Base.connection.exec_query(SQL, 'PickRoute', [skus.join(',')]).to_a
  end
end
