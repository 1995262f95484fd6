/// Quasi-Poisson regression on one column of time and one factor, by the same steps as `PoissonRegression` but without a matrix.
///
/// With group sums S = Σ W, weighted means t and z of time and working response in each group, and T = Σ W (x − t)², the step is
/// b = Σ W (x − t)(z − z̄)/T and a level z̄ − b t in each group: the normal equations after sweeping out the groups. The leverage of a
/// point is W/S + W (x − t)²/T. Buffers are kept between fits, so an object of this class belongs to one task.
final class TrendRegression {
    /// Rows of one group that follow each other at steps of one, so that the mean grows by the same factor.
    private struct Run {
        let start: Int
        var end: Int
        let group: Int
    }

    struct Result {
        var converged = false
        var iterations = 0
        var withTrend = false
        var slope = 0.0
        var levels: [Double] = []
        /// S, t and T of the last least-squares step.
        var sums: [Double] = []
        var centres: [Double] = []
        var spread = 0.0
        var degreesOfFreedom = 0

        /// The linear predictor, without offset, at a time in a group.
        func predictor(_ x: Double, _ group: Int) -> Double { levels[group] + slope * x }
        /// Variance of the linear predictor over the dispersion.
        func variance(_ x: Double, _ group: Int) -> Double {
            let distance = x - centres[group]
            return 1 / sums[group] + (withTrend ? distance * distance / spread : 0)
        }
        var slopeVariance: Double { 1 / spread }
    }

    private(set) var count = 0
    private(set) var groupCount = 0
    private var hasOffset = false
    private var runs: [Run] = []
    private var groupOf: [Int] = []
    private let groups: UnsafeMutablePointer<Double>
    private static let mostGroups = 128
    private let capacity: Int
    private let columns: UnsafeMutablePointer<Double>

    private var groupSums: UnsafeMutablePointer<Double> { groups }
    private var groupCentres: UnsafeMutablePointer<Double> { groups + Self.mostGroups }
    private var groupResponses: UnsafeMutablePointer<Double> { groups + 2 * Self.mostGroups }
    private var y: UnsafeMutablePointer<Double> { columns }
    private var x: UnsafeMutablePointer<Double> { columns + capacity }
    private var offset: UnsafeMutablePointer<Double> { columns + 2 * capacity }
    private var start: UnsafeMutablePointer<Double> { columns + 3 * capacity }
    private var logCount: UnsafeMutablePointer<Double> { columns + 4 * capacity }
    private var prior: UnsafeMutablePointer<Double> { columns + 5 * capacity }
    private var eta: UnsafeMutablePointer<Double> { columns + 6 * capacity }
    private var mean: UnsafeMutablePointer<Double> { columns + 7 * capacity }
    private var work: UnsafeMutablePointer<Double> { columns + 8 * capacity }
    private var product: UnsafeMutablePointer<Double> { columns + 9 * capacity }
    private var power: UnsafeMutablePointer<Double> { columns + 10 * capacity }

    init(capacity: Int) {
        self.capacity = capacity
        columns = .allocate(capacity: 11 * capacity)
        columns.initialize(repeating: 0, count: 11 * capacity)
        groups = .allocate(capacity: 3 * Self.mostGroups)
        groups.initialize(repeating: 0, count: 3 * Self.mostGroups)
    }

    deinit {
        columns.deallocate()
        groups.deallocate()
    }

    /// Begins anew; at most 128 groups.
    func clear(groups: Int, hasOffset: Bool) {
        precondition(groups <= Self.mostGroups, "more groups than a baseline rule allows")
        (count, groupCount, self.hasOffset) = (0, groups, hasOffset)
        runs.removeAll(keepingCapacity: true)
        groupOf.removeAll(keepingCapacity: true)
    }

    /// Adds a row; `group` counts from 0.
    func add(_ value: PreparedCount, x time: Double, offset shift: Double, group: Int) {
        let row = count
        (y[row], x[row], offset[row]) = (value.count, time, shift)
        (start[row], logCount[row], power[row], prior[row]) = (value.logStart, value.logCount, value.power, 1)
        if let last = runs.last, last.group == group, !hasOffset, time - x[row - 1] == 1 {
            runs[runs.count - 1].end = row + 1
        } else {
            runs.append(Run(start: row, end: row + 1, group: group))
        }
        groupOf.append(group)
        count = row + 1
    }

    func resetWeights() {
        for row in 0..<count { prior[row] = 1 }
    }

    func fit(trend: Bool) -> Result {
        for row in 0..<count {
            eta[row] = start[row]
            mean[row] = y[row] + 0.1
        }
        var result = Result()
        result.withTrend = trend
        result.degreesOfFreedom = count - groupCount - (trend ? 1 : 0)
        var old = deviance()
        while result.iterations < 25, !result.converged {
            result.iterations += 1
            leastSquares(&result)
            update(result)
            let new = deviance()
            guard new.isFinite else { break }
            result.converged = abs(new - old) / (0.1 + abs(new)) < 1e-8
            old = new
        }
        result.sums = (0..<groupCount).map { groupSums[$0] }
        result.centres = (0..<groupCount).map { groupCentres[$0] }
        return result
    }

    private func leastSquares(_ result: inout Result) {
        let (groupCount, runs, x, y, prior) = (groupCount, runs, x, y, prior)
        let (eta, mean, offset, work, product) = (eta, mean, offset, work, product)
        let (groupSums, groupCentres, groupResponses) = (groupSums, groupCentres, groupResponses)
        for group in 0..<groupCount {
            (groupSums[group], groupCentres[group], groupResponses[group]) = (0, 0, 0)
        }
        for run in runs {
            var (sum, times, responses) = (0.0, 0.0, 0.0)
            for row in run.start..<run.end {
                let weight = prior[row] * mean[row]
                // W z, in which the working response is eta − offset + (y − mu)/mu.
                let weighted = weight * (eta[row] - offset[row]) + prior[row] * (y[row] - mean[row])
                work[row] = weight
                product[row] = weighted
                sum += weight
                times += weight * x[row]
                responses += weighted
            }
            groupSums[run.group] += sum
            groupCentres[run.group] += times
            groupResponses[run.group] += responses
        }
        for group in 0..<groupCount {
            groupCentres[group] /= groupSums[group]
            groupResponses[group] /= groupSums[group]
        }
        result.slope = 0
        result.spread = 0
        if result.withTrend {
            var (spread, joint) = (0.0, 0.0)
            for run in runs {
                let (centre, response) = (groupCentres[run.group], groupResponses[run.group])
                for row in run.start..<run.end {
                    let distance = x[row] - centre
                    spread += work[row] * distance * distance
                    joint += distance * (product[row] - work[row] * response)
                }
            }
            result.spread = spread
            result.slope = joint / spread
        }
        let slope = result.slope
        if result.levels.count != groupCount { result.levels = Array(repeating: 0, count: groupCount) }
        for group in 0..<groupCount { result.levels[group] = groupResponses[group] - slope * groupCentres[group] }
    }

    private func update(_ result: Result) {
        let floor = Double.ulpOfOne
        let factor = result.withTrend ? Maths.exp(result.slope) : 1
        let (runs, x, eta, mean, offset) = (runs, x, eta, mean, offset)
        for run in runs {
            let level = result.levels[run.group] + result.slope * x[run.start] + offset[run.start]
            var value = Maths.exp(level)
            var predictor = level
            eta[run.start] = level
            mean[run.start] = max(value, floor)
            for row in (run.start + 1)..<max(run.end, run.start + 1) {
                predictor += result.slope
                value *= factor
                eta[row] = predictor
                mean[row] = max(value, floor)
            }
        }
    }

    private func deviance() -> Double {
        var (sum, total) = (0.0, 0.0)
        let (count, y, mean, eta, prior, logCount) = (count, y, mean, eta, prior, logCount)
        for row in 0..<count {
            sum += prior[row] * (y[row] * (logCount[row] - eta[row]) - (y[row] - mean[row]))
            total += y[row]
        }
        // A fit this close leaves only rounding of the short form: count it in the form that keeps its digits.
        if sum < 1e-7 * total {
            sum = 0
            for row in 0..<count {
                let (count, mean) = (y[row], mean[row])
                let term = count == 0 ? mean : SpecialFunctions.deviance(count, mean: mean, difference: count - mean)
                sum += prior[row] * term
            }
        }
        return 2 * sum
    }

    /// Σ W e² with e = (y − μ)/μ, W of the last least-squares step.
    func workingSquares() -> Double {
        var sum = 0.0
        for row in 0..<count {
            let error = (y[row] - mean[row]) / mean[row]
            sum += work[row] * error * error
        }
        return sum
    }

    /// Σ v e², with the prior weights alone.
    func priorSquares() -> Double {
        var sum = 0.0
        for row in 0..<count {
            let error = (y[row] - mean[row]) / mean[row]
            sum += prior[row] * error * error
        }
        return sum
    }

    /// Σ v (y − μ)²/μ at the final means.
    func pearsonSquares() -> Double {
        var sum = 0.0
        for row in 0..<count {
            let error = y[row] - mean[row]
            sum += prior[row] * error * error / mean[row]
        }
        return sum
    }

    /// Down-weights rows by their standardised Anscombe residual s, to γ/s² where `isFar`, else γ, so that the weights sum to n.
    ///
    /// s = 1.5 (y^⅔ μ^−⅙ − μ^½)/√(φ (1 − h)).
    /// - Returns: false when a row has leverage 1, so that it has no residual; its weight is then that of a near one.
    func reweight(_ result: Result, dispersion: Double, isFar: (Double) -> Bool) -> Bool {
        var total = 0.0
        var complete = true
        let groupOf = groupOf
        for row in 0..<count {
            let group = groupOf[row]
            let distance = x[row] - groupCentres[group]
            var leverage = work[row] / groupSums[group]
            if result.withTrend { leverage += work[row] * distance * distance / result.spread }
            let sixth = Maths.exp(eta[row] / 6)
            var weight = 1.0
            if leverage > 1 - 10 * Double.ulpOfOne {
                complete = false
            } else {
                let residual =
                    1.5 * (power[row] / sixth - sixth * sixth * sixth) / (dispersion * (1 - leverage)).squareRoot()
                if isFar(residual) { weight = 1 / (residual * residual) }
            }
            prior[row] = weight
            total += weight
        }
        let scale = Double(count) / total
        for row in 0..<count { prior[row] *= scale }
        return complete
    }

    var largestCount: Double {
        var largest = 0.0
        for row in 0..<count where y[row] > largest { largest = y[row] }
        return largest
    }
}

/// A count with what every fit needs of it, found once.
struct PreparedCount {
    let count: Double
    let logStart: Double
    /// log y, 0 for a count of zero.
    let logCount: Double
    /// y^⅔
    let power: Double

    init(_ count: Int) {
        self.count = Double(count)
        logStart = Maths.log(self.count + 0.1)
        logCount = count == 0 ? 0 : Maths.log(self.count)
        let root = Maths.cbrt(self.count)
        power = root * root
    }
}
