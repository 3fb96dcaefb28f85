class AvailabilityController < ApplicationController
  def show
    rooms = AvailabilityQuery.new(params[:hotel_id], params[:from], params[:to]).call
    render json: { rooms: rooms }
  end
end
