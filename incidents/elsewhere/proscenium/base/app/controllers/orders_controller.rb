class OrdersController < ApplicationController
  def create
    order = Order.create!(order_params)
    ChargeOrderJob.perform_async(order.id)
    render json: order, status: :created
  end

  def show
    render json: Order.find(params[:id])
  end

  private

  def order_params
    params.require(:order).permit(:performance_id, :group_id, :email)
  end
end
