import Foundation

/// Numbers by chance from a seed: the same seed gives the same numbers on every machine.
///
/// SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number generators", 2014). For
/// simulations only, never for keys.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    /// The generator of one replication: other numbers than those of any other, whatever the seeds.
    public init(seed: UInt64, replication: Int) {
        var mixer = SeededGenerator(seed: seed)
        var inner = SeededGenerator(
            seed: mixer.next() ^ (UInt64(truncatingIfNeeded: replication) &* 0xD1B5_4A32_D192_ED03))
        state = inner.next()
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension RandomNumberGenerator {
    /// More than 0 and at most 1, in steps of 2⁻⁵³.
    mutating func unit() -> Double {
        Double((next() >> 11) + 1) * 0x1p-53
    }

    mutating func exponential(mean: Double) -> Double {
        -mean * log(unit())
    }

    /// Standard normal (G. E. P. Box and M. E. Muller, 1958).
    mutating func normal() -> Double {
        let radius = sqrt(-2 * log(unit()))
        return radius * cos(2 * .pi * unit())
    }
}

/// How long people wait before they leave unanswered.
public enum Patience: Sendable, Hashable {
    /// Nobody leaves.
    case endless
    /// In seconds. Those who are patient now are as patient as those who just came.
    case exponential(mean: Double)
    /// Shares of people, ascending and between 0 and 1, with the seconds after which that share has left. Between them it
    /// goes in straight lines from 0; who is beyond the last never leaves.
    case quantiles([Quantile])

    public struct Quantile: Sendable, Hashable {
        public let share: Double
        public let seconds: Double

        public init(share: Double, seconds: Double) {
            (self.share, self.seconds) = (share, seconds)
        }
    }

    func draw(_ chance: inout some RandomNumberGenerator) -> Double {
        switch self {
        case .endless: return .infinity
        case .exponential(let mean): return chance.exponential(mean: mean)
        case .quantiles(let quantiles):
            let share = chance.unit()
            var before = Quantile(share: 0, seconds: 0)
            for quantile in quantiles {
                if share <= quantile.share {
                    let part = (share - before.share) / (quantile.share - before.share)
                    return before.seconds + part * (quantile.seconds - before.seconds)
                }
                before = quantile
            }
            return .infinity
        }
    }
}

/// How long a talk takes when its counsellor has no other.
public enum TalkLength: Sendable, Hashable {
    /// From mean and standard deviation, in seconds: most talks are shorter than the mean, some much longer
    /// (L. Brown et al., "Statistical analysis of a telephone call center", JASA 100, 2005, §4.4).
    case logNormal(mean: Double, spread: Double)
    /// What the formulas of Erlang assume, in seconds.
    case exponential(mean: Double)

    public var mean: Double {
        switch self {
        case .logNormal(let mean, _), .exponential(let mean): mean
        }
    }

    func draw(_ chance: inout some RandomNumberGenerator) -> Double {
        switch self {
        case .exponential(let mean): return chance.exponential(mean: mean)
        case .logNormal(let mean, let spread):
            // σ² = ln(1 + spread²/mean²), μ = ln(mean) − σ²/2.
            let variance = log1p(spread * spread / (mean * mean))
            return exp(log(mean) - variance / 2 + variance.squareRoot() * chance.normal())
        }
    }
}
