/// The distribution function of a count between its far quantiles, to draw from by halving.
struct CountTable: Sendable {
    private let first: Double
    private let cumulative: [Double]

    init(_ counts: NegativeBinomial) {
        first = counts.quantile(1e-9)
        let last = counts.quantile(1 - 1e-9)
        var sum = first > 0 ? counts.cumulative(first - 1) : 0
        var cumulative: [Double] = []
        for step in 0..<(Int(last - first) + 1) {
            sum += counts.probability(of: first + Double(step))
            cumulative.append(sum)
        }
        self.cumulative = cumulative
    }

    func draw(using random: inout some RandomNumberGenerator) -> Double {
        let target = Double.random(in: 0..<1, using: &random)
        var (low, high) = (0, cumulative.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] >= target { high = middle } else { low = middle + 1 }
        }
        return first + Double(low)
    }
}
