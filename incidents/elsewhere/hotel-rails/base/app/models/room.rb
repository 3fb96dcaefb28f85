class Room < ApplicationRecord
  has_many :stays
  scope :free_between, lambda { |from, to|
    where.not(id: Stay.where("arrives_on < ? and leaves_on > ?", to, from).select(:room_id))
  }
end
