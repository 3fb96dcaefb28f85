class DeskController < ApplicationController
  def overdue
    render json: OverdueReport.new(Date.current).rows
  end
end
