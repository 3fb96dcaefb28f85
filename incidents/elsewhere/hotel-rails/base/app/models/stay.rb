class Stay < ApplicationRecord
  belongs_to :room
  delegate :hotel_id, :room_number, to: :room
end
