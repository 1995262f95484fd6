/// How a count in the baseline that was itself unusual loses weight.
public enum Reweighting: Sendable, Equatable {
    case none
    /// Residuals above the threshold: past outbreaks, the choice of Farrington and others (1996) and of Noufaily and others (2013).
    case high(threshold: Double)
    /// Residuals beyond the threshold on either side.
    case bothSides(threshold: Double)

    var threshold: Double? {
        switch self {
        case .none: nil
        case .high(let threshold), .bothSides(let threshold): threshold
        }
    }

    func isFar(_ residual: Double) -> Bool {
        switch self {
        case .none: false
        case .high(let threshold): residual > threshold
        case .bothSides(let threshold): abs(residual) > threshold
        }
    }

    /// By which factor the dispersion of normal residuals is too low after this down-weighting.
    ///
    /// With κ the threshold, t = 2 for both sides and 1 for one, q = t Φ(−κ):
    /// c = (1 − t(κφ(κ) + Φ(−κ)) + q)/(1 − q + t(φ(κ)/κ − Φ(−κ))).
    var consistency: Double {
        guard let kappa = threshold else { return 1 }
        let sides: Double = if case .bothSides = self { 2 } else { 1 }
        let (density, tail) = (Normal.density(kappa), Normal.upperTail(kappa))
        return (1 - sides * (kappa * density + tail) + sides * tail)
            / (1 - sides * tail + sides * (density / kappa - tail))
    }
}

/// Whether the expected count may grow or shrink with time.
public enum TrendRule: Sendable, Equatable {
    case never
    /// A trend is kept when its two-sided p-value is below this, there are three years or more, and the expected count does not
    /// exceed the largest count of the baseline. 1 keeps it always, but for the other two.
    case kept(below: Double)
}

/// How many counts there must have been lately before an alarm is raised at all.
public struct Enough: Sendable, Equatable {
    public let count: Int
    /// In this many of the last time points, the one judged among them.
    public let span: Int

    public static let five = Enough(unchecked: 5, 4)

    private init(unchecked count: Int, _ span: Int) { (self.count, self.span) = (count, span) }

    /// - Throws: `StatisticsError.invalid` for a negative count or a span outside 1…1,000.
    public init(count: Int, span: Int) throws(StatisticsError) {
        try StatisticsError.check("count that is enough", Double(count), "zero or more") { $0 >= 0 }
        try StatisticsError.check("span", Double(span), "1 to 1,000") { (1...1000).contains($0) }
        self.init(unchecked: count, span)
    }
}

/// The power of a count at which its distribution is nearly normal.
public enum PowerTransformation: Sendable, Equatable {
    case twoThirds, squareRoot, none

    var exponent: Double {
        switch self {
        case .twoThirds: 2.0 / 3
        case .squareRoot: 0.5
        case .none: 1
        }
    }

    /// The standard deviation of a count to this power, given its mean and its variance over the mean.
    func standardDeviation(mean: Double, ratio: Double) -> Double {
        switch self {
        case .twoThirds: (4.0 / 9 * Maths.cbrt(mean) * ratio).squareRoot()
        case .squareRoot: (ratio / 4).squareRoot()
        case .none: (mean * ratio).squareRoot()
        }
    }

    func raise(_ value: Double) -> Double { self == .none ? value : Maths.pow(value, exponent) }
    func lower(_ value: Double) -> Double { self == .none ? value : Maths.pow(value, 1 / exponent) }
}
