# Rows of the list that the desk prints every morning.
class OverdueReport
  SQL = <<~SQL
    SELECT m.name, m.card_number, count(*) AS items, min(l.due_on) AS oldest
    FROM loans l
    JOIN members m ON m.id = l.member_id
    WHERE l.returned_at IS NULL AND l.due_on < $1
    GROUP BY m.name, m.card_number
    ORDER BY oldest
  SQL

  def initialize(day)
    @day = day
  end

  def rows
    ActiveRecord::Base.connection.exec_query(SQL, "overdue", [@day]).to_a
  end
end
