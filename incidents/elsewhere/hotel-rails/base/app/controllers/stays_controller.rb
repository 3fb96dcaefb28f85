class StaysController < ApplicationController
  def check_in
    stay = Stay.find(params[:id])
    stay.update!(checked_in_at: Time.current)
    AvailabilityCache.clear("avail:#{stay.hotel_id}")
    render json: { id: stay.id, room: stay.room_number }
  end
end
