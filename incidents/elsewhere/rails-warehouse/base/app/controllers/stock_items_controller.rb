class StockItemsController < ApplicationController
  def index
    items = params[:aisle] ? StockItem.in_aisle(params[:aisle]) : StockItem.all
    render json: items.order(:bin_code).limit(100)
  end

  def show
    render json: StockItem.find_by!(sku: params[:id])
  end

  def update
    item = StockItem.find_by!(sku: params[:id])
    item.update!(params.permit(:on_hand, :bin_code))
    render json: item
  end
end
