/// A Poisson or quasi-Poisson regression with log link, log μ = offset + Xβ, by iteratively reweighted least squares.
///
/// Each step solves a weighted least-squares problem by Householder reflections (P. McCullagh and J. A. Nelder, *Generalized Linear
/// Models*, 1989, §2.5). Starts from μ = y + 0.1; stops when the deviance changes by less than 1e-8 of itself plus 0.1, or after 25
/// steps. Weights and covariance are those of the last least-squares step, so of the means before the last update.
public struct PoissonRegression: Sendable {
    public let coefficients: [Double]
    /// μ after the last step.
    public let fitted: [Double]
    /// The weights v μ of the last least-squares step.
    public let workingWeights: [Double]
    /// (XᵀWX)⁻¹, row by row; multiply by a dispersion for the covariance of the coefficients.
    public let unscaledCovariance: [[Double]]
    public let deviance: Double
    public let iterations: Int
    public let converged: Bool

    /// - Parameters:
    ///   - counts: finite and not negative.
    ///   - columns: the design, column by column, each as long as `counts`.
    ///   - weights: prior weights, all positive; 1 when nil.
    ///   - offset: added to the linear predictor; 0 when nil.
    /// - Throws: `StatisticsError` when lengths differ, a value is not allowed, there are no more rows than columns,
    ///   or a column follows from others.
    public init(
        counts: [Double], columns: [[Double]], weights: [Double]? = nil, offset: [Double]? = nil
    ) throws(StatisticsError) {
        let weights = weights ?? Array(repeating: 1, count: counts.count)
        let offset = offset ?? Array(repeating: 0, count: counts.count)
        try Self.check(counts, columns, weights, offset)
        let floor = Double.ulpOfOne
        var eta = counts.map { Maths.log($0 + 0.1) }
        var mean = eta.map { max(Maths.exp($0), floor) }
        var old = Self.deviance(counts, mean, weights)
        var step = WeightedLeastSquares(columns: columns.count)
        var used: [Double] = []
        var iterations = 0
        var converged = false
        while iterations < 25, !converged {
            iterations += 1
            used = zip(weights, mean).map { $0 * $1 }
            let response = counts.indices.map { eta[$0] - offset[$0] + (counts[$0] - mean[$0]) / mean[$0] }
            try step.solve(columns, response, used)
            eta = offset
            for (column, beta) in zip(columns, step.coefficients) {
                for row in eta.indices { eta[row] += column[row] * beta }
            }
            mean = eta.map { max(Maths.exp($0), floor) }
            let new = Self.deviance(counts, mean, weights)
            guard new.isFinite else { break }
            converged = abs(new - old) / (0.1 + abs(new)) < 1e-8
            old = new
        }
        (coefficients, fitted, workingWeights, deviance) = (step.coefficients, mean, used, old)
        (unscaledCovariance, self.iterations, self.converged) = (step.unscaledCovariance, iterations, converged)
    }

    /// Rows less columns.
    public var degreesOfFreedom: Int { fitted.count - coefficients.count }

    /// 2 Σ v (y log(y/μ) − (y − μ)).
    public static func deviance(_ counts: [Double], _ means: [Double], _ weights: [Double]) -> Double {
        var sum = 0.0
        for row in counts.indices {
            let (y, mean) = (counts[row], means[row])
            sum += weights[row] * (y == 0 ? mean : y * Maths.log(y / mean) - (y - mean))
        }
        return 2 * sum
    }

    private static func check(
        _ counts: [Double], _ columns: [[Double]], _ weights: [Double], _ offset: [Double]
    ) throws(StatisticsError) {
        guard !columns.isEmpty else { throw .empty(name: "column of the regression") }
        guard counts.count > columns.count else {
            throw .historyTooShort(
                needed: "a regression of \(columns.count) columns needs more than \(columns.count) counts")
        }
        for (name, list) in [("weights", weights), ("offset", offset)] + columns.map({ ("a column", $0) }) {
            guard list.count == counts.count else {
                throw .lengthsDiffer(first: "counts", counts.count, second: name, list.count)
            }
            for value in list { try StatisticsError.check("value in \(name)", value, "finite") { _ in true } }
        }
        for y in counts { try StatisticsError.check("count", y, "zero or more") { $0 >= 0 } }
        for weight in weights { try StatisticsError.check("weight", weight, "more than zero") { $0 > 0 } }
    }
}

/// min Σ w (z − xβ)² by Householder reflections of the rows times √w.
struct WeightedLeastSquares: Sendable {
    private(set) var coefficients: [Double]
    private var triangle: [[Double]] = []

    init(columns: Int) { coefficients = Array(repeating: 0, count: columns) }

    /// - Throws: `StatisticsError.dependentColumn` when what is left of a column is below 1e-11 of its length.
    mutating func solve(_ columns: [[Double]], _ response: [Double], _ weights: [Double]) throws(StatisticsError) {
        let roots = weights.map { $0.squareRoot() }
        var work = columns.map { column in zip(column, roots).map { $0 * $1 } }
        var right = zip(response, roots).map { $0 * $1 }
        let (n, p) = (response.count, columns.count)
        var diagonal = Array(repeating: 0.0, count: p)
        for j in 0..<p {
            let whole = work[j].reduce(0) { $0 + $1 * $1 }.squareRoot()
            let norm = work[j][j..<n].reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard norm > 1e-11 * whole else { throw .dependentColumn(j) }
            diagonal[j] = work[j][j] > 0 ? -norm : norm
            work[j][j] -= diagonal[j]
            let scale = -1 / (diagonal[j] * work[j][j])
            let reflector = work[j]
            for target in (j + 1)..<max(p, j + 1) { Self.reflect(&work[target], reflector, j, scale) }
            Self.reflect(&right, reflector, j, scale)
        }
        triangle = Array(repeating: Array(repeating: 0, count: p), count: p)
        for row in 0..<p {
            triangle[row][row] = diagonal[row]
            for column in (row + 1)..<max(p, row + 1) { triangle[row][column] = work[column][row] }
        }
        coefficients = Array(repeating: 0, count: p)
        for row in (0..<p).reversed() {
            var rest = right[row]
            for column in (row + 1)..<max(p, row + 1) { rest -= triangle[row][column] * coefficients[column] }
            coefficients[row] = rest / triangle[row][row]
        }
    }

    private static func reflect(_ vector: inout [Double], _ reflector: [Double], _ from: Int, _ scale: Double) {
        var product = 0.0
        for row in from..<vector.count { product += reflector[row] * vector[row] }
        product *= scale
        for row in from..<vector.count { vector[row] -= product * reflector[row] }
    }

    /// R⁻¹R⁻ᵀ = (XᵀWX)⁻¹.
    var unscaledCovariance: [[Double]] {
        let p = triangle.count
        var inverse = Array(repeating: Array(repeating: 0.0, count: p), count: p)
        for column in 0..<p {
            for row in (0...column).reversed() {
                var value = row == column ? 1.0 : 0
                for k in (row + 1)..<max(column + 1, row + 1) { value -= triangle[row][k] * inverse[k][column] }
                inverse[row][column] = value / triangle[row][row]
            }
        }
        var product = inverse
        for i in 0..<p {
            for j in 0..<p {
                var sum = 0.0
                for k in max(i, j)..<p { sum += inverse[i][k] * inverse[j][k] }
                product[i][j] = sum
            }
        }
        return product
    }
}
