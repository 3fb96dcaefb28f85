class AvailabilityQuery
  def initialize(hotel_id, from, to)
    @hotel_id = hotel_id
    @from = Date.parse(from)
    @to = Date.parse(to)
  end

  def call
    AvailabilityCache.fetch("avail:#{@hotel_id}:#{@from}:#{@to}") { load }
  end

  private

  def load
    Room.where(hotel_id: @hotel_id).free_between(@from, @to).group(:category).count
  end
end
