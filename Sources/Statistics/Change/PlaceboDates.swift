/// How often a date on which nothing happened looks at least as special as the real one.
///
/// The model is fitted on the time before the date alone, once for each date that has enough time on both sides. p is the rank of the
/// real change among these: (1 + number of placebos with |estimate/robust error| at least as large)/(1 + number of placebos).
/// Source: A. Abadie, A. Diamond, J. Hainmueller, "Synthetic control methods for comparative case studies", Journal of the American
/// Statistical Association 105 (2010) 493–505, §2.4 (placebo studies in time).
public struct PlaceboDates: Sendable, Equatable {
    /// Places of the placebo dates.
    public let places: [Int]
    /// |estimate/robust error| of the level at each of them.
    public let sizes: [Double]
    /// The same at the real date, from the fit on everything.
    public let size: Double
    /// nil with fewer than `least` placebo dates: then there is no honest rank.
    public let p: Double?

    /// Below this number no rank is given.
    public static let least = 100

    /// - Parameters:
    ///   - margin: time points that each placebo date needs before and after it, within the time before the real date.
    /// - Throws: `StatisticsError` when the model of the real date cannot be fitted or margin < 1.
    public init(
        _ model: InterruptedTimeSeries, _ counts: [Double?], change: Int, excluding excluded: Set<Int> = [],
        margin: Int = 26
    ) throws(StatisticsError) {
        try StatisticsError.check("margin", Double(margin), "1 or more") { $0 >= 1 }
        let real = try model.fit(counts, change: change, excluding: excluded)
        guard let size = Self.size(real) else {
            throw .historyTooShort(needed: "the change of level cannot be estimated")
        }
        var places: [Int] = []
        var sizes: [Double] = []
        let before = Array(counts[..<change])
        for place in margin..<max(margin, change - margin) {
            // A placebo that cannot be fitted (a stretch without counts) tells nothing and is left out.
            guard let fit = try? model.fit(before, change: place, excluding: excluded), let size = Self.size(fit) else {
                continue
            }
            places.append(place)
            sizes.append(size)
        }
        self.places = places
        self.sizes = sizes
        self.size = size
        p = places.count >= Self.least ? Double(1 + sizes.count { $0 >= size }) / Double(1 + places.count) : nil
    }

    private static func size(_ fit: InterruptedTimeSeries.Fit) -> Double? {
        guard let level = fit.effect(.level) else { return nil }
        let size = abs(level.estimate / level.robustError)
        return size.isFinite ? size : nil
    }
}
