class PayslipPdf
  def initialize(payslip)
    @payslip = payslip
  end

  def to_io
    document = Prawn::Document.new
    document.text "Payslip #{@payslip.month}"
    @payslip.lines.each { |line| document.text "#{line['label']}  #{line['cents'] / 100.0}" }
    StringIO.new(document.render)
  end
end
