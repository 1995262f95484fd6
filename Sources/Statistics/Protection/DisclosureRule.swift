/// Which counts may not be seen, and how far an attacker must stay from them.
public struct DisclosureRule: Sendable, Equatable {
    /// Counts from 1 up to this less one are hidden; every hidden cell must be left an interval at least this wide.
    public let threshold: Int
    /// A category that holds more than this share of its total, when the total is at least the threshold, is hidden.
    public let dominantShare: Double

    /// - Throws: `ProtectionError.ruleNotAllowed` unless 2 ≤ threshold ≤ 1000 and 0.5 ≤ dominantShare ≤ 1.
    public init(threshold: Int = 5, dominantShare: Double = 0.9) throws(ProtectionError) {
        guard (2...1000).contains(threshold) else {
            throw .ruleNotAllowed("The threshold is \(threshold); it must be between 2 and 1000.")
        }
        guard dominantShare >= 0.5, dominantShare <= 1 else {
            throw .ruleNotAllowed("The dominant share is \(dominantShare); it must be between 0.5 and 1.")
        }
        self.threshold = threshold
        self.dominantShare = dominantShare
    }

    /// Why a cell is hidden.
    public enum Reason: Sendable, Hashable {
        /// The count is from 1 to the threshold less one.
        case small
        /// Nearly everybody in the total is in this category.
        case dominant
        /// A zero beside a category that holds everybody: it would tell that of all others.
        case dangerousZero
        /// Nothing is wrong with the cell; others could be calculated from it.
        case complementary
    }

    /// What an attacker must consider possible. Counts below the true one by `below` and above it by `above`; and both ends `width` apart.
    public struct Requirement: Sendable, Equatable {
        public let below: Int
        public let above: Int
        public let width: Int
    }

    /// The cells that are hidden for their own sake.
    public func primary(_ table: LinkedTable) -> [CellID: (reason: Reason, requirement: Requirement)] {
        var hidden: [CellID: (reason: Reason, requirement: Requirement)] = [:]
        for (cell, count) in table.counts where count > 0 && count < threshold {
            // No bound nearer than the threshold, but for zero, which everybody knows to be the least.
            hidden[cell] = (.small, Requirement(below: count, above: threshold, width: threshold))
        }
        for relation in table.relations where relation.kind == .categories {
            let total = table.counts[relation.total] ?? 0
            guard total >= threshold else { continue }
            for part in relation.parts {
                let count = table.counts[part] ?? 0
                let allowed = Int(dominantShare * Double(total))
                guard count > allowed, dominantShare < 1 || count == total else { continue }
                let below = min(count, max(threshold, count - allowed, hidden[part]?.requirement.below ?? 0))
                if hidden[part]?.reason != .small {
                    hidden[part] = (.dominant, Requirement(below: below, above: 0, width: threshold))
                }
                guard count == total else { continue }
                for other in relation.parts where other != part && hidden[other] == nil {
                    hidden[other] = (.dangerousZero, complementary)
                }
            }
        }
        return hidden
    }

    /// What a cell needs that is hidden for others.
    public var complementary: Requirement { Requirement(below: 0, above: 0, width: threshold) }
}
