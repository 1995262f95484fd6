/// Student's t distribution.
public enum StudentT {
    /// P(T ≤ t) with `degreesOfFreedom` > 0, which need not be whole; not a number otherwise.
    ///
    /// Half of I_x(ν/2, ½) with x = ν/(ν + t²) is the tail beyond |t| (Abramowitz and Stegun 26.7.1).
    public static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
        let tail = 0.5 * twoSided(t, degreesOfFreedom: degreesOfFreedom)
        return t < 0 ? tail : 1 - tail
    }

    /// P(|T| ≥ |t|), the two-sided p-value.
    public static func twoSided(_ t: Double, degreesOfFreedom: Double) -> Double {
        guard degreesOfFreedom > 0, degreesOfFreedom.isFinite, !t.isNaN else { return .nan }
        if t.isInfinite { return 0 }
        let ratio = t / degreesOfFreedom.squareRoot()
        let square = ratio * ratio
        if square == .infinity { return 0 }
        return SpecialFunctions.regularizedBeta(
            1 / (1 + square), complement: square / (1 + square), degreesOfFreedom / 2, 0.5
        ).lower
    }
}
