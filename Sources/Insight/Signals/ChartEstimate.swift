import Site

/// Draws what a number of which reports are still coming in will be: a mark with the range that holds it in nine of ten weeks. No colour
/// of its own, and open, so that it is not taken for a number that was counted.
struct ChartEstimate {
    /// In a line chart: upright at the point.
    static func upright(x: Double, estimate: Double, low: Double, high: Double, _ c: (Double) -> String) -> HTML {
        """
        <path class="schat" d="M\(c(x - 3)) \(c(high))h6M\(c(x)) \(c(high))V\(c(low))M\(c(x - 3)) \(c(low))h6" fill="none" stroke="currentColor"/>\
        <path class="schat" d="M\(c(x)) \(c(estimate - 4))l4 4l-4 4l-4 -4z" fill="none" stroke="currentColor"/>
        """
    }

    /// Beside a bar, and in the list of signs: lying.
    static func lying(y: Double, estimate: Double, low: Double, high: Double, _ c: (Double) -> String) -> HTML {
        """
        <path class="schat" d="M\(c(low)) \(c(y - 3))v6M\(c(low)) \(c(y))H\(c(high))M\(c(high)) \(c(y - 3))v6" fill="none" stroke="currentColor"/>\
        <path class="schat" d="M\(c(estimate)) \(c(y - 4))l4 4l-4 4l-4 -4z" fill="none" stroke="currentColor"/>
        """
    }
}
