/// Gamma, beta and their relatives, accurate to about 1e-14 relative over the ranges that counts need.
public enum SpecialFunctions {
    /// log Γ(x), natural, for x > 0.
    public static func logGamma(_ x: Double) -> Double { Maths.logGamma(x) }

    /// δ(n) = log Γ(n+1) − (n + ½) log n + n − ½ log 2π, what Stirling's formula leaves over.
    ///
    /// Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
    static func stirlingError(_ n: Double) -> Double {
        if n <= 15 { return Maths.logGamma(n + 1) - (n + 0.5) * Maths.log(n) + n - Maths.halfLogTwoPi }
        let square = n * n
        return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) / square)
            / n
    }

    /// D = x log(x/m) − (x − m) for x > 0 and m > 0, without loss of digits when x and m are close.
    ///
    /// The difference x − m is asked for because callers often know it more exactly. Source: Loader (2000).
    static func deviance(_ x: Double, mean: Double, difference: Double) -> Double {
        let v = difference / (x + mean)
        guard abs(v) < 0.1 else { return x * Maths.log(x / mean) - difference }
        let square = v * v
        var sum = difference * v
        var term = 2 * x * v
        var divisor = 3.0
        while divisor < 2000 {
            term *= square
            let next = sum + term / divisor
            if next == sum { return next }
            sum = next
            divisor += 2
        }
        return sum
    }

    /// log of Γ(a+b+1)/(Γ(a+1)Γ(b+1)) x^a y^b with y = 1 − x, for a, b > 0 that need not be whole.
    static func logBinomialTerm(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
        let n = a + b
        let difference = a * y - b * x
        return stirlingError(n) - stirlingError(a) - stirlingError(b)
            - deviance(a, mean: n * x, difference: difference) - deviance(b, mean: n * y, difference: -difference)
            + 0.5 * Maths.log(n / (Maths.twoPi * a * b))
    }

    /// I_x(a, b), the regularised incomplete beta function, for a, b > 0 and 0 ≤ x ≤ 1; not a number otherwise.
    ///
    /// Continued fraction by Lentz's method on the side where it converges quickly (Abramowitz and Stegun 26.5.8).
    public static func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        regularizedBeta(x, complement: 1 - x, a, b).lower
    }

    /// Both tails, I_x(a, b) and 1 − I_x(a, b), each exact in its own digits; `complement` is 1 − x.
    public static func regularizedBeta(
        _ x: Double, complement: Double, _ a: Double, _ b: Double
    ) -> (lower: Double, upper: Double) {
        guard a > 0, b > 0, a.isFinite, b.isFinite, x >= 0, complement >= 0 else { return (.nan, .nan) }
        if x == 0 { return (0, 1) }
        if complement == 0 { return (1, 0) }
        let term = logBinomialTerm(a, b, x, complement)
        let n = a + b
        if x <= (a + 1) / (n + 2) {
            let lower = min(1, Maths.exp(term) * (b / n) * betaFraction(x, a, b))
            return (lower, 1 - lower)
        }
        let upper = min(1, Maths.exp(term) * (a / n) * betaFraction(complement, b, a))
        return (1 - upper, upper)
    }

    private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var c = 1.0
        var d = 1 - (a + b) * x / (a + 1)
        if abs(d) < tiny { d = tiny }
        d = 1 / d
        var result = d
        func advance(_ numerator: Double) {
            d = 1 + numerator * d
            if abs(d) < tiny { d = tiny }
            c = 1 + numerator / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            result *= d * c
        }
        var m = 1.0
        while m < 200_000 {
            let twice = 2 * m
            advance(m * (b - m) * x / ((a + twice - 1) * (a + twice)))
            advance(-(a + m) * (a + b + m) * x / ((a + twice) * (a + twice + 1)))
            if abs(d * c - 1) < 1e-16 { break }
            m += 1
        }
        return result
    }

    /// The x with I_x(a, b) = p. Newton's steps inside a bracket that halves when a step leaves it.
    public static func regularizedBetaQuantile(_ p: Double, _ a: Double, _ b: Double) -> Double {
        guard a > 0, b > 0, a.isFinite, b.isFinite, p >= 0, p <= 1 else { return .nan }
        if p == 0 || p == 1 { return p }
        return invert(p, low: 0, high: 1, start: a / (a + b)) { x in
            let logDensity =
                logBinomialTerm(a, b, x, 1 - x) + Maths.log(a) + Maths.log(b)
                - Maths.log(a + b) - Maths.log(x) - Maths.log1p(-x)
            return (regularizedBeta(x, a, b), Maths.exp(logDensity))
        }
    }

    /// P(a, x) and Q(a, x) = 1 − P(a, x), the regularised incomplete gamma functions, for a > 0 and x ≥ 0.
    ///
    /// Series below a + 1 (Abramowitz and Stegun 6.5.29), continued fraction above (6.5.31).
    public static func regularizedGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
        guard a > 0, a.isFinite, x >= 0 else { return (.nan, .nan) }
        if x == 0 { return (0, 1) }
        if x == .infinity { return (1, 0) }
        // x^a e^-x / Γ(a+1)
        let front =
            Maths.exp(-stirlingError(a) - deviance(a, mean: x, difference: a - x)) / (Maths.twoPi * a).squareRoot()
        if x < a + 1 {
            var term = 1.0
            var sum = 1.0
            var n = a
            var count = 0
            while count < 1_000_000, term > sum * 1e-17 {
                n += 1
                term *= x / n
                sum += term
                count += 1
            }
            let lower = min(1, front * sum)
            return (lower, 1 - lower)
        }
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / (b == 0 ? tiny : b)
        var fraction = d
        var i = 1.0
        while i < 1_000_000 {
            let numerator = -i * (i - a)
            b += 2
            d = numerator * d + b
            if abs(d) < tiny { d = tiny }
            c = b + numerator / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            fraction *= d * c
            if abs(d * c - 1) < 1e-16 { break }
            i += 1
        }
        let upper = min(1, front * a * fraction)
        return (1 - upper, upper)
    }

    /// The x with P(a, x) = p.
    public static func regularizedGammaQuantile(_ p: Double, _ a: Double) -> Double {
        guard a > 0, a.isFinite, p >= 0, p <= 1 else { return .nan }
        if p == 0 { return 0 }
        if p == 1 { return .infinity }
        var high = a + 10 * a.squareRoot() + 10
        while regularizedGamma(a, high).lower < p, high < 1e300 { high *= 2 }
        return invert(p, low: 0, high: high, start: a) { x in
            let logDensity =
                -stirlingError(a) - deviance(a, mean: x, difference: a - x)
                - 0.5 * Maths.log(Maths.twoPi * a) + Maths.log(a) - Maths.log(x)
            return (regularizedGamma(a, x).lower, Maths.exp(logDensity))
        }
    }

    /// Solves F(x) = p for an increasing F of which value and derivative are given.
    private static func invert(
        _ p: Double, low: Double, high: Double, start: Double, _ function: (Double) -> (Double, Double)
    ) -> Double {
        var low = low
        var high = high
        var x = start
        for _ in 0..<400 {
            let (value, slope) = function(x)
            if value == p { return x }
            if value < p { low = x } else { high = x }
            var next = x - (value - p) / slope
            if !(next > low && next < high) {
                // A bracket that spans decades is halved on the scale of its logarithm.
                next = low > 0 && high / low > 4 ? (low * high).squareRoot() : low == 0 ? high / 16 : 0.5 * (low + high)
                if value < p && low == 0 { next = 0.5 * (low + high) }
            }
            if next == x || high - low <= 1e-16 * high { return next }
            if abs(next - x) <= 1e-15 * abs(x) { return next }
            x = next
        }
        return x
    }
}
