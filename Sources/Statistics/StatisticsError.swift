/// Why a calculation was refused. Every description is one sentence that says what to change.
public enum StatisticsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A value that has no meaning here: not a number, infinite, or outside the range in `allowed`.
    case invalid(name: String, value: Double, allowed: String)
    /// A list without elements where at least one is needed.
    case empty(name: String)
    /// Two lists that belong together have different lengths.
    case lengthsDiffer(first: String, Int, second: String, Int)
    /// The series does not reach back far enough for the question.
    case historyTooShort(needed: String)

    /// A column of a regression that follows from the columns before it (counted from 0).
    case dependentColumn(Int)

    public var description: String {
        switch self {
        case .invalid(let name, let value, let allowed): "The \(name) is \(value); it must be \(allowed)."
        case .empty(let name): "There is no \(name); give at least one."
        case .lengthsDiffer(let first, let one, let second, let other):
            "There are \(one) values of \(first) and \(other) of \(second); give as many of both."
        case .dependentColumn(let column):
            "Column \(column) of the regression follows from the columns before it; leave it out."
        case .historyTooShort(let needed): "The series is too short: \(needed)."
        }
    }

    /// Throws unless `value` is a finite number for which `holds` is true.
    static func check(_ name: String, _ value: Double, _ allowed: String, _ holds: (Double) -> Bool)
        throws(StatisticsError)
    {
        guard value.isFinite, holds(value) else { throw .invalid(name: name, value: value, allowed: allowed) }
    }
}
